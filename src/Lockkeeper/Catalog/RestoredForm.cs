using System.Text.RegularExpressions;

namespace Lockkeeper.Catalog;

/// <summary>
/// The form of a fact that survives pg_dump and pg_restore. PostgreSQL parses an expression's printed text into a slightly different
/// tree: casts to text move inside <c>ARRAY[…]</c> and nested ANDs become flat. So parentheses and casts to text types are taken out
/// of expressions, and a restored copy can differ from its original by exactly those without being told apart.
/// </summary>
public static partial class RestoredForm
{
    /// <summary>Whether pg_dump without --create carries facts of this kind.</summary>
    public static bool IsDumped(string kind) => kind is not ("database" or "setting" or "role");

    /// <summary>The fact as it would be read from a restored copy and from its original alike.</summary>
    public static CatalogFact Of(CatalogFact fact) => fact.Kind switch
    {
        "constraint" or "policy" or "column" or "rule" or "trigger" or "view" or "materialized view" =>
            fact with { Definition = WithoutTextCasts(fact.Definition) },
        // A restore builds every index anew: an invalid one comes back valid.
        "index" => fact with { Definition = WithoutTextCasts(fact.Definition.Replace(" INVALID", "", StringComparison.Ordinal)) },
        // A subscription is restored without its connection, so switched off.
        "subscription" => fact with { Definition = fact.Definition.Replace("enabled=true", "enabled=false", StringComparison.Ordinal) },
        // A dump asks for the extension, not for a version: the server restores the one it has.
        "extension" => fact with { Definition = Version().Replace(fact.Definition, "") },
        _ => fact,
    };

    /// <summary>Whether a fact is an index that queries do not use: the trace of a failed CONCURRENTLY.</summary>
    public static bool IsInvalid(CatalogFact fact) => fact.Kind is "index" && InvalidIndex().IsMatch(fact.Definition);

    private static string WithoutTextCasts(string definition) => Unstable().Replace(definition, "");

    // The word stands behind the index's own text, which may hold it in quotes.
    [GeneratedRegex(@" INVALID(?: NOT READY)?(?: CLUSTERED)?(?: (?:parent|statistics|tablespace)=\S+)*\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex InvalidIndex();

    [GeneratedRegex(@"[()]|::(?:character varying|text|bpchar)(?:\(\d+\))?(?:\[\])?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Unstable();

    [GeneratedRegex(@"^version=\S+ ?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Version();
}
