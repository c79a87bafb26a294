using Lockkeeper.Catalog;
using Lockkeeper.Contracts.Bodies;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>What a change took away, or gave another name, and bodies may still name.</summary>
internal static class GoneNames
{
    private static readonly HashSet<string> Relations = new(["table", "view", "materialized view", "foreign table", "sequence"], StringComparer.Ordinal);

    private static readonly HashSet<string> Routines = new(["function", "procedure", "aggregate"], StringComparer.Ordinal);

    public static IReadOnlyList<RemovedName> In(CatalogChange change, CatalogSnapshot before)
    {
        var removed = change.Details.Where(d => d.After is null).Select(d => d.Before!.Value).ToList();
        if (removed.Count == 0) return [];
        var objects = removed.Select(f => f.Object).ToHashSet(StringComparer.Ordinal);
        // A view may have taken the place of a table: then the name still works.
        var replaced = change.Details.Where(d => d.Before is null && Relations.Contains(d.After!.Value.Kind)).Select(d => d.After!.Value.Identity)
            .ToHashSet(StringComparer.Ordinal);
        var routines = new Lazy<List<string>>(() =>
        [
            .. before.Facts.Concat(change.Details.Where(d => d.After is not null).Select(d => d.After!.Value))
                .Where(f => Routines.Contains(f.Kind) && !objects.Contains(f.Object)).Select(f => f.Identity),
        ]);
        return
        [
            .. removed.Where(f => !(Relations.Contains(f.Kind) && replaced.Contains(f.Identity)) && !(f.Parent is { } parent && objects.Contains(parent)))
                .Select(f => RemovedName.Of(f.Object, Routines.Contains(f.Kind) && IsOverloaded(f.Identity, routines.Value))).OfType<RemovedName>(),
        ];
    }

    private static bool IsOverloaded(string identity, List<string> others)
    {
        var name = identity[..(identity.IndexOf('(', StringComparison.Ordinal) + 1)];
        return others.Exists(o => o.StartsWith(name, StringComparison.Ordinal));
    }
}
