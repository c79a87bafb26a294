using System.Text.RegularExpressions;
using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>What ALTER TABLE and its likes change of a relation itself.</summary>
internal static partial class RelationRepair
{
    /// <summary>The statements for one part of the definition; null where there are none.</summary>
    public static IEnumerable<string>? Part(CatalogFact fact, string key, string? now, string? goal)
    {
        var alter = $"alter {fact.Kind} {fact.Identity}";
        return key switch
        {
            "rls" when fact.Kind is "table" && goal?.Split('/') is [var enabled, var forced] =>
            [
                $"{alter} {(IsTrue(enabled) ? "enable" : "disable")} row level security",
                $"{alter} {(IsTrue(forced) ? "force" : "no force")} row level security",
            ],
            "options" => Options(alter, now, goal, prefix: ""),
            "toast options" => Options(alter, now, goal, prefix: "toast."),
            "replica identity" => ReplicaIdentity(alter, goal),
            "tablespace" => [$"{alter} set tablespace {goal ?? "pg_default"}"],
            _ => null,
        };
    }

    private static bool IsTrue(string word) => word is "t" or "true";

    private static IEnumerable<string> Options(string alter, string? now, string? goal, string prefix)
    {
        var (was, then) = (Names(now), Names(goal));
        var gone = was.Keys.Except(then.Keys, StringComparer.Ordinal).ToList();
        if (gone.Count > 0) yield return $"{alter} reset ({string.Join(", ", gone.Select(n => prefix + n))})";
        if (then.Count > 0) yield return $"{alter} set ({string.Join(", ", then.Select(o => $"{prefix}{o.Key} = {FactSql.Literal(o.Value)}"))})";
    }

    private static Dictionary<string, string> Names(string? options) =>
        Option().Matches(options ?? "").ToDictionary(m => m.Groups["name"].Value, m => m.Groups["value"].Value, StringComparer.Ordinal);

    // "d", "n", "f", or "i" and the name of the index.
    private static IEnumerable<string>? ReplicaIdentity(string alter, string? goal) => goal?.Split(' ', 2) switch
    {
        ["d"] => [$"{alter} replica identity default"],
        ["n"] => [$"{alter} replica identity nothing"],
        ["f"] => [$"{alter} replica identity full"],
        ["i", var index] => [$"{alter} replica identity using index \"{index.Replace("\"", "\"\"", StringComparison.Ordinal)}\""],
        _ => null,
    };

    [GeneratedRegex(@"(?:^|,)(?<name>[a-z_]+)=(?<value>[^,]*)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Option();
}
