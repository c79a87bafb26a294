using Lockkeeper.Catalog;
using Lockkeeper.Contracts;
using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Contracts;
using Npgsql;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>
/// Holds every migration of a deployment to its header: before COMMIT where it runs in a transaction of ours, afterwards where it cannot.
/// </summary>
/// <param name="connection">Reads the catalog between migrations; nothing else uses it.</param>
/// <param name="baseline">The catalog before the first of them.</param>
/// <param name="preserved">The tables whose rows must stay.</param>
/// <param name="record">Told of every verdict: the ledger.</param>
internal sealed class ContractCheck(NpgsqlConnection connection, CatalogBaseline baseline, PreservedTables preserved, Action<LedgerEvent> record)
{
    private readonly List<CatalogChange> _changes = [];
    private CatalogBaseline _baseline = baseline;
    private IReadOnlyCollection<string> _empty = [];
    private CatalogChange? _seen;
    private bool _stale;

    /// <summary>Tables that the smoke tests wrote to before: what they left in an empty one are dead rows, which are no loss.</summary>
    public IReadOnlyList<string> WrittenByTests { get; init; } = [];

    /// <summary>The catalog as this deployment alone left it: what is there before, and each migration's change.</summary>
    public CatalogSnapshot Expected(CatalogSnapshot before) => _changes.Aggregate(before, (catalog, change) => change.AppliedTo(catalog));

    /// <summary>Reads the catalog again where an earlier migration changed it. No lock is held meanwhile.</summary>
    public async Task BeginAsync(CancellationToken token)
    {
        if (_stale) _baseline = await BaselineReader.ReadAsync(connection, token);
        (_stale, _seen) = (true, null);
        _empty = await DeadRows.OnlyInAsync(connection, WrittenByTests, token);
    }

    /// <summary>Reads the catalog again after a migration was rolled back. No lock is held meanwhile.</summary>
    /// <returns>Whether others had changed it since it was read for that migration.</returns>
    public async Task<bool> IsOutdatedAsync(CancellationToken token)
    {
        var now = await BaselineReader.ReadAsync(connection, token);
        var outdated = !string.Equals(Fingerprint.Of(now.Snapshot), Fingerprint.Of(_baseline.Snapshot), StringComparison.Ordinal);
        _baseline = now;
        return outdated;
    }

    /// <summary>Looks from inside the transaction at what it changed and wrote.</summary>
    /// <exception cref="Failures.DeployFailure">The contract is broken; the transaction is to be rolled back.</exception>
    public async Task BeforeCommitAsync(Migration migration, NpgsqlTransaction transaction, CancellationToken token)
    {
        var effect = await EffectReader.ReadAsync(transaction, _baseline, token);
        if (!effect.Counted) throw ContractFailures.NotCounted(migration);
        var routines = await BrokenRoutines.FindAsync(transaction, effect.Change, _baseline.Snapshot, token);
        var verdict = Contract.Judge(migration, ContractEffect.Of(effect.Change, effect.Writes, routines.Broken, inside: true, _baseline, preserved, _empty));
        Tell(migration, verdict, effect.Change, routines.Notes, beforeCommit: true, ContractEffect.Rows(effect.Writes));
        if (!verdict.Kept) throw ContractFailures.RolledBack(migration, verdict);
        _seen = effect.Change;
    }

    /// <summary>After a migration is applied: the same comparison for one that nobody could look at before.</summary>
    /// <exception cref="Failures.DeployFailure">The contract is broken, and what was done stays.</exception>
    public async Task EndAsync(Migration migration, CancellationToken token)
    {
        if (_seen is null)
        {
            var now = await BaselineReader.ReadAsync(connection, token);
            var change = CatalogChange.Between(_baseline.Snapshot, now.Snapshot);
            var routines = await BrokenRoutines.FindAsync(connection, change, _baseline.Snapshot, token);
            var verdict = Contract.Judge(migration, ContractEffect.Of(change, _baseline.ReplacedIn(now), routines.Broken, inside: false, _baseline, preserved, _empty));
            // One statement outside a transaction writes no rows of tables; what the Supabase CLI ran, nobody counted.
            Tell(migration, verdict, change, routines.Notes, beforeCommit: false, migration.RunsOutsideTransaction ? ContractEffect.Rows(_baseline.ReplacedIn(now)) : null);
            (_seen, _baseline, _stale) = (change, now, false);
            _changes.Add(_seen);
            if (!verdict.Kept) throw ContractFailures.Applied(migration, verdict);
            return;
        }

        _changes.Add(_seen);
    }

    private void Tell(Migration migration, ContractVerdict verdict, CatalogChange change, IReadOnlyList<string> notes, bool beforeCommit, IReadOnlyList<WrittenRows>? writes) => record(
        new ContractChecked(migration.Version, migration.Name, beforeCommit, verdict.Kept, change.ToSummary(), [.. verdict.Findings.Select(f => f.ToString())])
        {
            Notes = notes,
            Writes = writes,
        });
}
