using Lockkeeper.Catalog;
using Lockkeeper.Contracts;

namespace Lockkeeper.Rollback;

/// <summary>What the catalog should be after a rollback: as it is now, with the deployment's own changes taken back.</summary>
public sealed class RollbackGoal
{
    private RollbackGoal(CatalogSnapshot present, List<FactChange> changes, List<ManualStep> conflicts)
    {
        Present = present;
        Changes = changes;
        Conflicts = conflicts;
        var gone = changes.Where(c => c.Before is not null).Select(c => c.Fact).ToHashSet(StringComparer.Ordinal);
        Catalog = new CatalogSnapshot(
            present.Facts.Where(f => !gone.Contains(f.Object)).Concat(changes.Where(c => c.After is not null).Select(c => c.After!.Value)), present.Unread);
    }

    /// <summary>The catalog now.</summary>
    public CatalogSnapshot Present { get; }

    /// <summary>The catalog that the rollback is to leave.</summary>
    public CatalogSnapshot Catalog { get; }

    /// <summary>From what is there now (Before) to what is to be there (After).</summary>
    public IReadOnlyList<FactChange> Changes { get; }

    /// <summary>Objects that somebody else changed after the deployment had: taking back its change would take back theirs.</summary>
    public IReadOnlyList<ManualStep> Conflicts { get; }

    /// <param name="before">The catalog before the deployment.</param>
    /// <param name="after">The same with the deployment's changes, and nobody else's.</param>
    /// <param name="present">The catalog now.</param>
    public static RollbackGoal Between(CatalogSnapshot before, CatalogSnapshot after, CatalogSnapshot present)
    {
        var now = present.Facts.ToDictionary(f => f.Object, StringComparer.Ordinal);
        var changes = new List<FactChange>();
        var conflicts = new List<ManualStep>();
        foreach (var change in CatalogChange.Between(before, after).Details)
        {
            CatalogFact? there = now.TryGetValue(change.Fact, out var fact) ? fact : null;
            if (AreSame(there, change.After)) changes.Add(new FactChange(change.Object, there, change.Before));
            else if (!AreSame(there, change.Before)) conflicts.Add(Conflict(change, there));
        }

        return new RollbackGoal(present, changes, conflicts);
    }

    /// <summary>
    /// The facts of two catalogs that are not the same; columns that only stand elsewhere, and texts that a restore spells otherwise, are.
    /// Buckets are rows, and compared with them.
    /// </summary>
    public static IReadOnlyList<FactChange> Differences(CatalogSnapshot now, CatalogSnapshot goal) =>
        [.. CatalogChange.Between(now, goal).Details.Where(d => (d.Before ?? d.After)!.Value.Kind is not "bucket" && !AreSame(Restored(d.Before), Restored(d.After)))];

    /// <summary>Whether two facts say the same but for a column's place.</summary>
    internal static bool AreSame(CatalogFact? one, CatalogFact? other) => (one, other) switch
    {
        (null, null) => true,
        ({ } a, { } b) => a == b || (a.Kind is "column" && string.Equals(a.Parent, b.Parent, StringComparison.Ordinal) && Definition.IsOnlyPosition(a.Definition, b.Definition)),
        _ => false,
    };

    private static CatalogFact? Restored(CatalogFact? fact) => fact is { } f ? RestoredForm.Of(f) : null;

    private static ManualStep Conflict(FactChange change, CatalogFact? there) => new(
        change.Fact,
        (change.After, there) switch
        {
            (null, not null) => "the deployment removed it, and somebody has made another one since.",
            (not null, null) => "the deployment changed it, and somebody has removed it since.",
            _ => "the deployment changed it, and somebody has changed it again since.",
        },
        ["-- Decide which of the two changes is to stay; the definition before is in catalog-before.json.gz of the deployment."]);
}
