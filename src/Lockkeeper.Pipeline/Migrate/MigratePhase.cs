using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.Rehearsal;
using Lockkeeper.Pipeline.Rollback;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>
/// Applies what is pending, each migration in one transaction with its history row, holds each to its header before COMMIT, and says what changed.
/// </summary>
public sealed class MigratePhase(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    /// <summary>The deployment's folder, where the catalogs before and after are kept for a rollback; null: nowhere.</summary>
    public DeploymentFolder? Folder { get; init; }

    /// <summary>Tables that the smoke tests wrote to before and emptied again.</summary>
    public IReadOnlyList<string> WrittenByTests { get; init; } = [];

    /// <summary>The catalog before the first migration, and as this deployment alone left it; null until something is applied.</summary>
    public (CatalogSnapshot Before, CatalogSnapshot After)? Catalogs { get; private set; }

    /// <summary>Applies the plan that VerifyEnv made, if the target is still the one it was made on.</summary>
    /// <exception cref="DeployFailure">Refused, rolled back, or partly applied; State says which.</exception>
    public async Task<MigrationEvidence> RunAsync(
        TargetDatabase target, DeploymentLock held, MigrationFolder folder, BackupEvidence backup, EnvEvidence env, CancellationToken token)
    {
        await using var connection = await target.ConnectAsync(token);
        var baseline = await RequireUnchangedAsync(connection, held, folder, backup, env, token);
        var plan = DeploymentPlan.Between(folder, await HistoryTable.ReadAsync(connection, token));
        RehearsedPlan.Require(options, backup, env, plan);
        var tables = new PreservedTables(options, plan.Pending);
        var rowsBefore = await tables.ReadAsync(connection, snapshot: null, token);

        var contract = new ContractCheck(connection, baseline, tables, record) { WrittenByTests = WrittenByTests };
        if (Folder is not null) await DeploymentCatalogs.KeepBeforeAsync(Folder, baseline.Snapshot, token);
        var applied = await ApplyAsync(target, held, plan, contract, baseline.Snapshot, token);

        var (after, rowsAfter) = await ReadBackAsync(target, tables, applied);
        var expected = contract.Expected(baseline.Snapshot);
        var evidence = new MigrationEvidence(
            env.Target,
            applied,
            CatalogChange.Between(baseline.Snapshot, expected).ToSummary(),
            CatalogChange.Between(expected, after).ToSummary(),
            PreservedTables.Compare(rowsBefore, rowsAfter),
            env.Fingerprint,
            Fingerprint.Of(after));
        record(new MigrateEnded(evidence));
        return evidence;
    }

    // Also where one of several fails: what is committed before it may have to be undone.
    private async Task<IReadOnlyList<AppliedMigration>> ApplyAsync(
        TargetDatabase target, DeploymentLock held, DeploymentPlan plan, ContractCheck contract, CatalogSnapshot before, CancellationToken token)
    {
        try
        {
            return await new PendingMigrations(options, services, record) { Held = held }.ApplyAsync(target, plan, contract, token);
        }
        finally
        {
            var after = contract.Expected(before);
            Catalogs = (before, after);
            if (Folder is not null) await DeploymentCatalogs.KeepAfterAsync(Folder, after, CancellationToken.None);
        }
    }

    // COMMIT is behind us: from here on nothing may be reported as unchanged. On a new connection, as others will see it.
    private static async Task<(CatalogSnapshot Catalog, IReadOnlyList<TableDigest> Rows)> ReadBackAsync(
        TargetDatabase target, PreservedTables tables, IReadOnlyList<AppliedMigration> applied)
    {
        try
        {
            await using var connection = await target.ConnectAsync(CancellationToken.None);
            var catalog = await CatalogReader.ReadAsync(connection, CancellationToken.None);
            return (catalog, await tables.ReadAsync(connection, snapshot: null, CancellationToken.None));
        }
        catch (Exception e) when (e is DeployFailure or NpgsqlException)
        {
            throw PartialFailures.NotReadBack(applied, e);
        }
    }

    // A plan is valid only for the catalog it was made on: read again under the deployment lock.
    private static async Task<CatalogBaseline> RequireUnchangedAsync(
        NpgsqlConnection connection, DeploymentLock held, MigrationFolder folder, BackupEvidence backup, EnvEvidence env, CancellationToken token)
    {
        if (!backup.Target.IsSameDatabaseAs(env.Target))
            throw Stale($"The backup is of {backup.Target}, the plan is for {env.Target}.");
        if (!string.Equals(folder.Sha256, env.FolderSha256, StringComparison.Ordinal))
            throw Stale("The migrations are not the ones that VerifyEnv planned.");
        await held.AssertHeldAsync(token);
        var now = await ServerIntroduction.AskAsync(connection, token);
        if (!now.IsSameDatabaseAs(env.Target)) throw Stale($"The target is {now}, the plan is for {env.Target}.");
        var catalog = await BaselineReader.ReadAsync(connection, token);
        return string.Equals(Fingerprint.Of(catalog.Snapshot), env.Fingerprint, StringComparison.Ordinal)
            ? catalog
            : throw DeployFailure.Refused(
                FailureCode.CatalogChanged,
                "The target's catalog changed after VerifyEnv had read it: somebody else changes the schema at this moment.",
                "Find out who (pg_stat_activity), then run the same command again.");
    }

    private static DeployFailure Stale(string message) =>
        DeployFailure.Refused(FailureCode.EvidenceMissing, message, "Run the whole chain again, so that each phase speaks of the same target.");
}
