using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>
/// Renamed objects: one is gone, and one that is the same but for its name is there. To drop it would lose its rows, so it gets its name
/// back, before anything else: whatever mentions it then reads as before.
/// </summary>
public static class Renames
{
    private static readonly string[] Kinds = ["table", "sequence", "type", "domain"];

    /// <summary>The statements that give objects their old names back; none where nothing was renamed, or where two could have been.</summary>
    public static IReadOnlyList<UndoStatement> Of(RollbackGoal goal)
    {
        var gone = goal.Changes.Where(c => c.Before is null).Select(c => c.After!.Value).ToList();
        var made = goal.Changes.Where(c => c.After is null).Select(c => c.Before!.Value).ToList();
        var (before, now) = (Children(goal.Catalog), Children(goal.Present));
        return
        [
            .. Pairs(gone, made, f => Kinds.Contains(f.Kind, StringComparer.Ordinal), (was, then) => IsAlike(was, then, before, now)).SelectMany(p => Back(p.Was, p.Now)),
            .. Pairs(gone, made, f => f.Kind is "column" && f.Parent!.StartsWith("table ", StringComparison.Ordinal), IsSameColumn).Select(p => new UndoStatement(
                p.Was.Object, $"alter table {FactSql.Parent(p.Was.Parent!).Name} rename column {FactSql.Column(p.Now)} to {FactSql.Column(p.Was)}")),
        ];
    }

    private static IEnumerable<(CatalogFact Was, CatalogFact Now)> Pairs(
        List<CatalogFact> gone, List<CatalogFact> made, Func<CatalogFact, bool> isKind, Func<CatalogFact, CatalogFact, bool> isAlike) =>
        from was in gone.Where(isKind)
        let alike = made.Where(m => string.Equals(m.Kind, was.Kind, StringComparison.Ordinal) && isAlike(was, m)).ToList()
        where alike.Count == 1 && gone.Count(g => string.Equals(g.Kind, was.Kind, StringComparison.Ordinal) && isAlike(g, alike[0])) == 1
        select (was, alike[0]);

    private static bool IsSameColumn(CatalogFact was, CatalogFact now) =>
        string.Equals(was.Parent, now.Parent, StringComparison.Ordinal) && string.Equals(was.Definition, now.Definition, StringComparison.Ordinal);

    // Of a table all columns must be there, perhaps with new ones; a type without any tells little, so its definition has to.
    private static bool IsAlike(CatalogFact was, CatalogFact now, ILookup<string, CatalogFact> before, ILookup<string, CatalogFact> present) =>
        string.Equals(was.Definition, now.Definition, StringComparison.Ordinal) && Columns(was, before).IsSubsetOf(Columns(now, present))
        && (was.Kind is not "table" || Columns(was, before).Count > 0);

    private static HashSet<(string Name, string Definition)> Columns(CatalogFact of, ILookup<string, CatalogFact> children) =>
        [.. children[of.Object].Where(f => f.Kind is "column").Select(f => (FactSql.Column(f), f.Definition))];

    private static IEnumerable<UndoStatement> Back(CatalogFact was, CatalogFact now)
    {
        var (schema, name) = (Schema(was.Identity), FactSql.LastName(was.Identity));
        var moved = !string.Equals(schema, Schema(now.Identity), StringComparison.Ordinal);
        if (moved) yield return new UndoStatement(was.Object, $"alter {was.Kind} {now.Identity} set schema {schema}");
        if (!string.Equals(name, FactSql.LastName(now.Identity), StringComparison.Ordinal))
            yield return new UndoStatement(was.Object, $"alter {was.Kind} {schema}.{FactSql.LastName(now.Identity)} rename to {name}");
    }

    private static string Schema(string qualified) => qualified[..^(FactSql.LastName(qualified).Length + 1)];

    private static ILookup<string, CatalogFact> Children(CatalogSnapshot catalog) =>
        catalog.Facts.Where(f => f.Parent is not null).ToLookup(f => f.Parent!, StringComparer.Ordinal);
}
