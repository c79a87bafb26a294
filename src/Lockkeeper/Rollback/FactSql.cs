using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>Identities of facts as SQL takes them.</summary>
internal static class FactSql
{
    /// <summary>A literal, whatever the server's settings are.</summary>
    public static string Literal(string text) =>
        text.Contains('\\', StringComparison.Ordinal)
            ? $"E'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'"
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A parent such as <c>table public.users</c> in its kind and its name.</summary>
    public static (string Kind, string Name) Parent(string parent)
    {
        foreach (var kind in (string[])["materialized view", "foreign table"])
            if (parent.StartsWith($"{kind} ", StringComparison.Ordinal)) return (kind, parent[(kind.Length + 1)..]);
        var blank = parent.IndexOf(' ', StringComparison.Ordinal);
        return (parent[..blank], parent[(blank + 1)..]);
    }

    /// <summary>A column's own name, quoted where needed.</summary>
    public static string Column(CatalogFact column) => column.Identity[(Parent(column.Parent!).Name.Length + 1)..];

    /// <summary>The two sides of <c>name on schema.table</c>.</summary>
    public static (string Name, string Target) OnTarget(string identity)
    {
        var (quoted, at) = (false, 0);
        for (; at < identity.Length && (quoted || identity[at] != ' '); at++) quoted ^= identity[at] == '"';
        return (identity[..at], identity[(at + " on ".Length)..]);
    }

    /// <summary>Whether two facts of one index differ in nothing but that its table is clustered by it.</summary>
    public static bool IsOnlyClustering(CatalogFact now, CatalogFact goal) =>
        goal.Kind is "index" && string.Equals(now.Parent, goal.Parent, StringComparison.Ordinal)
        && string.Equals(now.Definition.Replace(" CLUSTERED", "", StringComparison.Ordinal), goal.Definition.Replace(" CLUSTERED", "", StringComparison.Ordinal), StringComparison.Ordinal);

    /// <summary>Whether an index's table is clustered by it.</summary>
    public static bool IsClustered(CatalogFact index) => index.Definition.Contains(" CLUSTERED", StringComparison.Ordinal);

    /// <summary>A qualified name without its schema, quoted as it was.</summary>
    public static string LastName(string qualified) => qualified[After(qualified)..];

    /// <summary>Whether the relation has rows of its own to lose.</summary>
    public static bool HasRows(CatalogFact fact) => fact.Kind is "table";

    /// <summary>Whether a fact is the index that a constraint has made.</summary>
    public static bool IsOfConstraint(CatalogFact fact, Func<string, CatalogFact?> find)
    {
        if (fact is not { Kind: "index", Parent: { } parent }) return false;
        var table = Parent(parent).Name;
        return find($"constraint {LastName(fact.Identity)} on {table}") is { } constraint && IsIndexed(constraint.Definition);
    }

    private static bool IsIndexed(string definition) =>
        definition.StartsWith("PRIMARY KEY", StringComparison.Ordinal) || definition.StartsWith("UNIQUE", StringComparison.Ordinal)
        || definition.StartsWith("EXCLUDE", StringComparison.Ordinal);

    private static int After(string qualified)
    {
        var (quoted, at) = (false, 0);
        for (; at < qualified.Length && (quoted || qualified[at] != '.'); at++) quoted ^= qualified[at] == '"';
        return at + 1;
    }
}
