using System.Globalization;
using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Pipeline.Migrate;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>Runs the plan on the copy that proved the backup, by the engine that will run it on the target, and says what it did there.</summary>
/// <param name="options">What the deployment was told.</param>
/// <param name="services">Clock and progress.</param>
/// <param name="record">Told of a rehearsal that fails: the ledger.</param>
/// <param name="copy">Applied to; it is not the target's copy any more afterwards.</param>
/// <param name="original">The target, read only.</param>
public sealed class PlanRehearsal(
    DeployOptions options, PipelineServices services, Action<LedgerEvent> record, RestoredCopy copy, NpgsqlConnection original)
{
    private readonly RehearsalLog _log = new();
    private readonly long _began = services.Time.GetTimestamp();
    private readonly RehearsedRollback _rollback = new(options, Silenced(services), copy);

    /// <summary>Applies, compares, rolls back and compares again.</summary>
    /// <param name="identity">The target.</param>
    /// <param name="plan">What is pending there.</param>
    /// <param name="catalog">The target's catalog, on which the plan was made.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="DeployFailure">The plan did not hold; the target was not touched.</exception>
    public async Task<RehearsalEvidence> RunAsync(TargetIdentity identity, DeploymentPlan plan, CatalogSnapshot catalog, CancellationToken token)
    {
        RequireCopyOf(catalog);
        var evidence = Begun(plan, catalog);
        try
        {
            services.Progress.Report($"rehearsing {plan.Pending.Count} migration(s) on the restored copy{(copy.HasRows ? "" : ", which has no rows")}");
            evidence = await RehearseAsync(evidence, identity, plan, token);
        }
        catch (Exception e) when (e is DeployFailure or NpgsqlException && token.IsCancellationRequested)
        {
            // What is left on the copy says nothing of the target.
            throw new OperationCanceledException("The rehearsal was interrupted.", e, token);
        }
        catch (Exception e) when (e is DeployFailure or NpgsqlException)
        {
            record(new RehearsalFailed(Ended(evidence)));
            throw RehearsalFailures.From(e);
        }

        Judge(plan, evidence);
        return Ended(evidence);
    }

    private async Task<RehearsalEvidence> RehearseAsync(RehearsalEvidence evidence, TargetIdentity identity, DeploymentPlan plan, CancellationToken token)
    {
        await using var connection = await copy.Database.ConnectAsync(token);
        var data = await PrepareAsync(connection, token);
        var (database, note) = await DeployingRole.OnAsync(copy, original, identity.User, "lockkeeper rehearsal", token);
        if (note is not null) _log.Notes.Add(note);
        await using (database)
        {
            var preserved = new PreservedTables(options, plan.Pending);
            var (before, after) = await ApplyAsync(database, plan, preserved, token);
            if (data is not null) await CompareAsync(connection, data, preserved, token);
            evidence = evidence with { Applied = true };
            if (!copy.HasRows) return evidence;
            var (done, asBefore) = await _rollback.RunAsync(database, before, after, _log.Events, token);
            return evidence with { RolledBack = done, FingerprintRestored = asBefore };
        }
    }

    private void Judge(DeploymentPlan plan, RehearsalEvidence evidence)
    {
        var left = _rollback.Problems.Count == 0 ? null : RollbackGate.Told(_rollback.Problems);
        try
        {
            if (RollbackGate.Look(options, plan, _rollback.Problems) is { } reason) left += $" Accepted: {reason}";
        }
        catch (DeployFailure)
        {
            _log.Notes.Add(left!);
            record(new RehearsalFailed(Ended(evidence)));
            throw;
        }

        if (left is not null) _log.Notes.Add(left);

        var took = services.Time.GetElapsedTime(_began).TotalSeconds;
        var rows = copy.HasRows ? ", and all other rows stayed" : "";
        var undone = evidence.FingerprintRestored ? "; rolled back, everything was as before" : "; it was not rolled back";
        services.Progress.Report(string.Create(CultureInfo.InvariantCulture, $"rehearsed in {took:0.0} s: every header held{rows}{undone}"));
    }

    // The copy is of the moment of the backup, the plan was made on what is there now.
    private void RequireCopyOf(CatalogSnapshot catalog)
    {
        var (then, now) = (copy.Backup.Catalog, catalog.AsRestorable());
        if (string.Equals(Fingerprint.Of(then), Fingerprint.Of(now), StringComparison.Ordinal)) return;
        var change = CatalogChange.Between(then, now);
        IEnumerable<string> what =
            [.. change.Added.Select(o => $"added {o}"), .. change.Removed.Select(o => $"removed {o}"), .. change.Altered.Select(o => $"altered {o}")];
        throw DeployFailure.Refused(
            FailureCode.CatalogChanged,
            $"The target's catalog was changed after the backup was taken, so the restored copy is none of it any more: {string.Join(", ", what.Take(20))}.",
            "Find out who changes the schema at this moment (pg_stat_activity), then run the same command again.");
    }

    private async Task<CopyData?> PrepareAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (!copy.HasRows)
        {
            _log.Notes.Add("The copy had no rows (--rehearsal=schema): durations, scans and bytes mean nothing, and what fails on data was not seen.");
            _log.Notes.Add("Nor was it rolled back: that would bring rows back into tables that refer to others without any.");
            await FactRows.CopyAsync(original, connection, token);
            return null;
        }

        // A restore brings no statistics, and without them the server plans otherwise than the target.
        await using (var analyze = new NpgsqlCommand("set statement_timeout = 0; analyze", connection)) await analyze.ExecuteNonQueryAsync(token);
        return await CopyData.OfAsync(connection, copy.Backup.Manifest.Tables, token);
    }

    private async Task<(CatalogSnapshot Before, CatalogSnapshot After)> ApplyAsync(
        TargetDatabase database, DeploymentPlan plan, PreservedTables preserved, CancellationToken token)
    {
        if (options.Engine is not Engine.Npgsql) _log.Notes.Add("The Supabase CLI applied the migrations: their statements were not traced.");
        await using var connection = await database.ConnectAsync(token);
        var baseline = await BaselineReader.ReadAsync(connection, token);
        var contract = new ContractCheck(connection, baseline, preserved, _log.Record);
        await new PendingMigrations(options, Silenced(services), _log.Record, _log.Tracer).ApplyAsync(database, plan, contract, token);
        return (baseline.Snapshot, contract.Expected(baseline.Snapshot));
    }

    private async Task CompareAsync(NpgsqlConnection connection, CopyData data, PreservedTables preserved, CancellationToken token)
    {
        var (problems, notes) = await data.AfterAsync(connection, preserved, token);
        _log.Notes.AddRange(notes);
        if (problems.Count > 0) throw RehearsalFailures.OtherRows(problems);
    }

    // Nobody else is there to wait for, and what is told is told of the copy.
    private static PipelineServices Silenced(PipelineServices services) => services with { Progress = new Prefixed(services.Progress), Waits = null };

    private RehearsalEvidence Begun(DeploymentPlan plan, CatalogSnapshot catalog) => new(
        copy.Backup.Evidence.Sha256,
        plan.Folder.Sha256,
        [.. plan.Pending.Select(m => m.Version)],
        Fingerprint.Of(catalog),
        copy.HasRows,
        options.Engine is Engine.Npgsql ? "npgsql" : "supabase-cli",
        Applied: false,
        RolledBack: false,
        FingerprintRestored: false,
        0,
        [],
        []);

    private RehearsalEvidence Ended(RehearsalEvidence evidence) =>
        evidence with { Seconds = services.Time.GetElapsedTime(_began).TotalSeconds, Migrations = _log.Migrations, Notes = [.. _log.Notes] };

    private sealed class Prefixed(IProgress<string> progress) : IProgress<string>
    {
        public void Report(string value) => progress.Report($"rehearsal: {value}");
    }
}
