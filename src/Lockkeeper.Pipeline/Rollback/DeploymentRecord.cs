using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Backup;

namespace Lockkeeper.Pipeline.Rollback;

/// <summary>What a rollback needs to know of a deployment.</summary>
/// <param name="DeploymentId">Its id.</param>
/// <param name="Backup">The backup that it took, every file checked.</param>
/// <param name="Before">The catalog before its first migration.</param>
/// <param name="After">The same with its own changes, and nobody else's.</param>
/// <param name="Applied">The migrations that it committed, in order.</param>
public sealed record DeploymentRecord(
    string DeploymentId, StoredBackup Backup, CatalogSnapshot Before, CatalogSnapshot After, IReadOnlyList<AppliedMigration> Applied)
{
    /// <summary>What they wrote to the rows of tables that were there before them; null where nobody could count it.</summary>
    public IReadOnlyList<WrittenRows>? Writes { get; init; }

    /// <summary>Puts it together from what was recorded.</summary>
    /// <param name="id">The deployment's id.</param>
    /// <param name="backup">The backup that it took.</param>
    /// <param name="before">The catalog before its first migration.</param>
    /// <param name="after">The same with its own changes.</param>
    /// <param name="events">Its ledger.</param>
    public static DeploymentRecord From(string id, StoredBackup backup, CatalogSnapshot before, CatalogSnapshot after, IEnumerable<LedgerEvent> events)
    {
        var all = events.ToList();
        var applied = all.OfType<MigrationCommitted>().Select(e => e.Migration).ToList();
        // Of several attempts the last one is what was committed.
        var looked = all.OfType<ContractChecked>().GroupBy(e => e.Version, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        var writes = applied.Select(m => looked.GetValueOrDefault(m.Version)?.Writes).ToList();
        return new DeploymentRecord(id, backup, before, after, applied)
        {
            Writes = writes.Exists(w => w is null) ? null : [.. writes.SelectMany(w => w!)],
        };
    }
}
