using Lockkeeper.Catalog;
using Lockkeeper.Contracts;

namespace Lockkeeper.Rollback;

/// <summary>What CREATE OR REPLACE can do for a view.</summary>
internal static class ViewText
{
    /// <summary>The statement that gives a view this query, its options left to ALTER; null where the query is the same.</summary>
    public static string? Replacement(CatalogFact now, CatalogFact goal) =>
        goal.Kind is "view" && !string.Equals(Query(now), Query(goal), StringComparison.Ordinal)
            ? $"create or replace view {goal.Identity} as {Query(goal).TrimEnd(';')}"
            : null;

    /// <summary>Whether the view has columns now that it is to lose, or others: the server replaces no such view.</summary>
    public static bool IsRemade(CatalogFact now, CatalogFact goal, IReadOnlyDictionary<string, CatalogFact> present, ILookup<string, CatalogFact> goals)
    {
        if (Replacement(now, goal) is null) return false;
        var (was, then) = (present.Values.Where(f => string.Equals(f.Parent, now.Object, StringComparison.Ordinal)), goals[goal.Object]);
        return !Columns(was).SetEquals(Columns(then));
    }

    private static HashSet<(string, string)> Columns(IEnumerable<CatalogFact> facts) =>
        [.. facts.Where(f => f.Kind is "column").Select(f => (f.Identity, TypeOf(f.Definition)))];

    private static string TypeOf(string definition) =>
        Definition.Parts(definition) is var parts ? $"{parts.GetValueOrDefault("position")} {parts.GetValueOrDefault("type")} {parts.GetValueOrDefault("collation")}" : "";

    private static string Query(CatalogFact view) => view.Definition.IndexOf("query=", StringComparison.Ordinal) is var at and >= 0 ? view.Definition[(at + 6)..] : "";
}
