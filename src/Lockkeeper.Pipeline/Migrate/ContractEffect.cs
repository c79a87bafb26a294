using Lockkeeper.Catalog;
using Lockkeeper.Contracts;
using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Contracts;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>Puts what the server tells into the words of the contract.</summary>
internal static class ContractEffect
{
    /// <param name="change">What changed in the catalog.</param>
    /// <param name="written">The tables that were written to.</param>
    /// <param name="broken">Routines that the change broke.</param>
    /// <param name="inside">Whether all were read inside the transaction; else they are what was found afterwards.</param>
    /// <param name="before">The catalog before.</param>
    /// <param name="preserved">The tables whose rows must stay.</param>
    /// <param name="empty">Tables that have bytes and no rows.</param>
    public static MigrationEffect Of(
        CatalogChange change, IReadOnlyList<WrittenTable> written, IReadOnlyList<BrokenRoutine> broken, bool inside, CatalogBaseline before,
        PreservedTables preserved, IReadOnlyCollection<string> empty)
    {
        bool HadRows(string table) => before.HasBytes(table) && !empty.Contains(table, StringComparer.Ordinal);
        List<TableWrites> writes =
        [
            .. written.Where(w => !w.IsNew).Select(w => new TableWrites(
                w.Name, w.Inserted, w.Updated, w.Deleted, w.Truncated, w.Rewritten, preserved.AreTouchedBy(w), HadRows(w.Name))
            {
                PartitionOf = w.PartitionOf,
            }),
            .. change.Removed.Where(IsTable).Select(Name).Select(t => new TableWrites(t, 0, 0, 0, false, false, Preserved: false, HadRows(t))),
        ];
        return new MigrationEffect(change, writes, broken, InvalidIndexes(change), [.. LostColumns(change, written, inside, HadRows)])
        {
            Unread = before.Snapshot.Unread,
        };
    }

    /// <summary>The rows that were written to tables that were there before, for a rollback.</summary>
    public static IReadOnlyList<WrittenRows> Rows(IReadOnlyList<WrittenTable> written) =>
        [.. written.Where(w => !w.IsNew).Select(w => new WrittenRows(w.Name, w.Inserted, w.Updated, w.Deleted, w.Truncated, w.Rewritten))];

    // A column whose name vanished was dropped or renamed; the table tells how many were dropped. Where both happened, all count as lost. Of a
    // migration that was looked at afterwards nobody knows: they count as lost too.
    private static IEnumerable<LostColumn> LostColumns(
        CatalogChange change, IReadOnlyList<WrittenTable> written, bool inside, Func<string, bool> hadRows) =>
        from detail in change.Details
        where detail is { Before: { Kind: "column" }, After: null }
        let parent = detail.Before!.Value.Parent
        where parent is not null && IsTable(parent) && !change.Removed.Contains(parent, StringComparer.Ordinal)
        let table = Name(parent)
        where hadRows(table)
            && (!inside || written.Any(w => w.DroppedColumns > 0 && string.Equals(w.Name, table, StringComparison.Ordinal)))
        select new LostColumn(detail.Before!.Value.Identity, table);

    private static List<string> InvalidIndexes(CatalogChange change) =>
        [.. change.Details.Where(d => d is { After: { } after } && RestoredForm.IsInvalid(after)).Select(d => d.After!.Value.Identity)];

    private static bool IsTable(string @object) => @object.StartsWith("table ", StringComparison.Ordinal);

    private static string Name(string table) => table["table ".Length..];
}
