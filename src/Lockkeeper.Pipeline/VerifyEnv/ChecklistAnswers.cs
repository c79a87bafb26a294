using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Monitor;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.Rehearsal;
using Lockkeeper.Pipeline.VerifyEnv.Gates;

namespace Lockkeeper.Pipeline.VerifyEnv;

/// <summary>Answers the initiative's seven checklist items with what was found, and says so where something was not proven.</summary>
internal static class ChecklistAnswers
{
    public static IReadOnlyList<ChecklistItem> For(
        DeployOptions options, DeploymentPlan plan, BackupEvidence? backup, StagingFinding staging, RehearsalEvidence? rehearsal, LogProof log,
        TimeProvider time) =>
    [
        new(Checklist.StagingTestingComplete, staging.Status, staging.Note),
        new(Checklist.MigrationScriptsReady, ChecklistStatus.Done, $"{plan.Entries.Count} migrations, {plan.Pending.Count} pending, none missing or modified"),
        RollbackPlan(options, backup, rehearsal),
        Backup(backup),
        new(Checklist.EnvironmentVariablesVerified, ChecklistStatus.Done, $"every setting of {options.Environment} is present and the target answers to it"),
        Window(options, time),
        Monitoring(options, log),
    ];

    private static ChecklistItem RollbackPlan(DeployOptions options, BackupEvidence? backup, RehearsalEvidence? rehearsal)
    {
        var (status, note) = (backup, rehearsal) switch
        {
            (null, _) => (ChecklistStatus.NotApplicable, "nothing is pending"),
            (_, { FingerprintRestored: true }) => (ChecklistStatus.Done, "the plan was rolled back on a restored copy, and catalog and rows then were as before"),
            (_, { WithRows: true, Notes: var notes }) => (ChecklistStatus.Waived, string.Join(' ', notes.Where(RollbackGate.IsSaidBy))),
            (_, not null) => (ChecklistStatus.Done, "the plan was applied to a copy without rows, and not rolled back there"),
            _ => (ChecklistStatus.Done, "nothing was rehearsed; whether the plan can be rolled back shows when it is needed"),
        };
        var byItself = backup is null || options.Monitor.OnFailure is OnFailure.Rollback ? "" : "; after COMMIT nothing is rolled back by itself (monitor.onFailure: stop)";
        return new(Checklist.RollbackPlanPrepared, status, note + byItself);
    }

    // The initiative asks for active log monitoring: whoever has not seen a line of his own in the log does not know that he reads it.
    private static ChecklistItem Monitoring(DeployOptions options, LogProof log) => new(
        Checklist.MonitoringSetup, log.Proven ? ChecklistStatus.Done : ChecklistStatus.Waived,
        FormattableString.Invariant($"{log.Note}; statistics and services are watched for {options.Monitor.Bake.TotalSeconds:0.#} s, every {options.Monitor.Interval.TotalSeconds:0.#} s"));

    private static ChecklistItem Backup(BackupEvidence? backup) => backup is null
        ? new(Checklist.ProductionBackup, ChecklistStatus.NotApplicable, "nothing is pending")
        : new(Checklist.ProductionBackup, ChecklistStatus.Done,
            $"{backup.Bytes} bytes of one snapshot, every file hashed{(backup.Verified ? ", restored and compared" : "; not proven by a restore")}");

    private static ChecklistItem Window(DeployOptions options, TimeProvider time) => options switch
    {
        { Window: null } => new(Checklist.DeploymentWindowScheduled, ChecklistStatus.NotApplicable, $"{options.Environment} has no window configured"),
        { Window: { } window } when window.Contains(time.GetUtcNow()) => new(Checklist.DeploymentWindowScheduled, ChecklistStatus.Done, $"inside {window}"),
        _ => new(Checklist.DeploymentWindowScheduled, ChecklistStatus.Waived, $"outside the window: {options.OutsideWindow}"),
    };
}
