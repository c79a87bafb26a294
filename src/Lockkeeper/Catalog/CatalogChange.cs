using Lockkeeper.Evidence;

namespace Lockkeeper.Catalog;

/// <summary>
/// What changed from one snapshot to another. <see cref="Details"/> holds every single fact; the three lists hold the objects as a
/// contract header names them, dependents folded under what they depend on:
/// <list type="bullet">
/// <item>a dependent whose parent is removed or added with it is not listed;</item>
/// <item>a column, constraint, index, statistics object or comment of an object that stays makes that object altered;</item>
/// <item>triggers, policies, rules, sequences, buckets and the other kinds that have statements of their own are listed by themselves
/// while what they depend on stays.</item>
/// </list>
/// </summary>
public sealed class CatalogChange
{
    internal CatalogChange(IReadOnlyList<string> removed, IReadOnlyList<string> added, IReadOnlyList<string> altered, IReadOnlyList<FactChange> details)
    {
        Removed = removed;
        Added = added;
        Altered = altered;
        Details = details;
    }

    /// <summary>Objects that are gone, ordered ordinally.</summary>
    public IReadOnlyList<string> Removed { get; }

    /// <summary>Objects that are new, ordered ordinally.</summary>
    public IReadOnlyList<string> Added { get; }

    /// <summary>Objects that stay and are otherwise than before, ordered ordinally.</summary>
    public IReadOnlyList<string> Altered { get; }

    /// <summary>Every changed fact with its definitions before and after, nothing folded away.</summary>
    public IReadOnlyList<FactChange> Details { get; }

    /// <summary>Whether every fact is the same.</summary>
    public bool IsEmpty => Details.Count == 0;

    /// <summary>Compares two snapshots of the same database, or of two that should be alike.</summary>
    public static CatalogChange Between(CatalogSnapshot before, CatalogSnapshot after)
    {
        var pairs = SnapshotDifference.Between(before, after);
        return pairs.Count == 0 ? new CatalogChange([], [], [], []) : new ChangeFolding(before, after, pairs).Fold();
    }

    /// <summary>The snapshot with this change made to it: facts that the change does not name stay.</summary>
    public CatalogSnapshot AppliedTo(CatalogSnapshot snapshot)
    {
        var gone = Details.Where(d => d.Before is not null).Select(d => d.Fact).ToHashSet(StringComparer.Ordinal);
        return new(
            snapshot.Facts.Where(f => !gone.Contains(f.Object)).Concat(Details.Where(d => d.After is not null).Select(d => d.After!.Value)), snapshot.Unread);
    }

    /// <summary>The three lists as evidence carries them.</summary>
    public ChangeSummary ToSummary() => new(Removed, Added, Altered);
}
