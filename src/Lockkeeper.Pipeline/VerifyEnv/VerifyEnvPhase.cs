using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Pipeline.Monitor;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.Rehearsal;
using Lockkeeper.Pipeline.VerifyEnv.Gates;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline.VerifyEnv;

/// <summary>Looks at everything that must be right before a migration may touch the target; refuses with all that is wrong, by name.</summary>
public sealed class VerifyEnvPhase(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    /// <summary>Proves that the target's log can be watched; null where nobody asks.</summary>
    public Func<CancellationToken, Task<LogProof>>? ProveLog { get; init; }

    /// <summary>Reads only; the target is not changed. What is pending is then rehearsed on the copy.</summary>
    /// <param name="target">The database.</param>
    /// <param name="identity">As it introduced itself.</param>
    /// <param name="folder">The migrations.</param>
    /// <param name="backup">The backup of this deployment; null where nothing is pending.</param>
    /// <param name="copy">That backup, restored; null where nobody wanted it.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="DeployFailure">Refused, or not to be parsed by the server; every finding is listed. Or the rehearsal failed.</exception>
    public async Task<EnvEvidence> RunAsync(
        TargetDatabase target, TargetIdentity identity, MigrationFolder folder, BackupEvidence? backup, RestoredCopy? copy, CancellationToken token)
    {
        await using var connection = await target.ConnectAsync(token);
        var plan = DeploymentPlan.Between(folder, await HistoryTable.ReadAsync(connection, token));
        var catalog = await CatalogReader.ReadAsync(connection, token);
        var staging = StagingGate.Look(options, folder, services.Time);
        List<GateFinding> findings =
        [
            .. IdentityGate.Look(options, identity),
            .. ServerGate.Look(identity, await ServerMode.AskAsync(connection, token)),
            .. HistoryGate.Look(options, plan),
            .. HeaderGate.Look(plan, catalog),
            .. await PrivilegeGate.LookAsync(connection, plan.Pending, token),
            .. await InvalidIndexGate.LookAsync(connection, plan.Pending, options.Engine, token),
            .. WindowGate.Look(options, services.Time),
            .. staging.Findings,
        ];
        if (findings.Count > 0) throw Refused(findings);
        await SyntaxGate.RequireAsync(connection, plan.Pending, token);
        var log = ProveLog is null ? new LogProof(Proven: false, "the server's log was not looked at") : await ProveLog(token);
        services.Progress.Report(log.Note);
        var rehearsal = copy is null || plan.Pending.Count == 0
            ? null
            : await new PlanRehearsal(options, services, record, copy, connection).RunAsync(identity, plan, catalog, token);

        var evidence = new EnvEvidence(
            identity,
            [.. folder.Migrations.Select(m => new PlannedMigration(m.Version, m.Name, m.Sha256, !plan.Pending.Contains(m)))],
            folder.Sha256,
            Fingerprint.Of(catalog),
            ChecklistAnswers.For(options, plan, backup, staging, rehearsal, log, services.Time))
        {
            Rehearsal = rehearsal,
        };
        record(new EnvVerified(evidence));
        services.Progress.Report($"{plan.Pending.Count} pending, catalog {evidence.Fingerprint[..12]} ({catalog.Facts.Count} facts)");
        return evidence;
    }

    private static DeployFailure Refused(List<GateFinding> findings) => DeployFailure.Refused(
        findings[0].Code,
        "The gates do not open:",
        [.. findings.Select(f => f.Problem)],
        "Correct what is listed and run the same command again; nothing was touched.");
}
