using Lockkeeper.Evidence;

namespace Lockkeeper.Postgres.Rehearsing;

/// <summary>What was read and made anew between two moments.</summary>
/// <param name="start">Before the migration.</param>
/// <param name="last">At the earlier moment; what is not in it is as it was at the start.</param>
/// <param name="now">At the later moment.</param>
internal sealed class RelationChanges(
    IReadOnlyDictionary<uint, RelationState> start, IReadOnlyDictionary<uint, RelationState> last, IReadOnlyDictionary<uint, RelationState> now)
{
    // The tables behind large values have no name that a person knows.
    private const string Toast = "pg_toast.";

    /// <summary>Reads from one end to the other, of tables that were there before.</summary>
    public IReadOnlyList<TableScan> Scans() =>
    [
        .. from relation in Ordered()
           where relation.IsTable && start.ContainsKey(relation.Oid)
           let before = Before(relation.Oid)!
           where relation.Scans > before.Scans
           select new TableScan(relation.Name, relation.Scans - before.Scans, relation.Rows - before.Rows),
    ];

    /// <summary>New files of tables that were there before, and of their indexes.</summary>
    public IReadOnlyList<Rewrite> Rewrites() =>
    [
        .. from relation in Ordered()
           where start.ContainsKey(relation.IsIndex ? relation.Table : relation.Oid) && (relation.IsTable || relation.IsIndex)
           let before = Before(relation.Oid)
           where before?.File != relation.File
           select new Rewrite(relation.Name, KindOf(relation, before), relation.Bytes),
    ];

    /// <summary>How much was written into files that are newer than the migration.</summary>
    public long BytesOfNewFiles() => now.Values
        .Where(r => start.GetValueOrDefault(r.Oid)?.File != r.File)
        .Sum(r => Math.Max(0, r.Bytes - (last.GetValueOrDefault(r.Oid) is { } l && l.File == r.File ? l.Bytes : 0)));

    private IEnumerable<RelationState> Ordered() =>
        now.Values.Where(r => !r.Name.StartsWith(Toast, StringComparison.Ordinal)).OrderBy(r => r.Name, StringComparer.Ordinal);

    private RelationState? Before(uint oid) => last.GetValueOrDefault(oid) ?? start.GetValueOrDefault(oid);

    // ALTER TABLE … TYPE drops an index of the column and makes one of the same name.
    private RewriteKind KindOf(RelationState now, RelationState? before) => now switch
    {
        { IsIndex: true } => before is null && !WasThere(now.Name) ? RewriteKind.IndexBuilt : RewriteKind.IndexRebuilt,
        _ => now.Bytes == 0 && before!.Bytes > 0 ? RewriteKind.Emptied : RewriteKind.Rewritten,
    };

    private bool WasThere(string name) => start.Values.Any(r => string.Equals(r.Name, name, StringComparison.Ordinal));
}
