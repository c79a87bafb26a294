using System.Text.Json.Serialization;
using Lockkeeper.Failures;
using Lockkeeper.Rollback;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Evidence;

/// <summary>Something that happened in a deployment. Reports are folded from these events and nothing else.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(DeploymentOpened), "deploymentOpened")]
[JsonDerivedType(typeof(TargetIdentified), "targetIdentified")]
[JsonDerivedType(typeof(PhaseStarted), "phaseStarted")]
[JsonDerivedType(typeof(PhaseEnded), "phaseEnded")]
[JsonDerivedType(typeof(BackupTaken), "backupTaken")]
[JsonDerivedType(typeof(StagingCopied), "stagingCopied")]
[JsonDerivedType(typeof(ServicesStarted), "servicesStarted")]
[JsonDerivedType(typeof(RehearsalFailed), "rehearsalFailed")]
[JsonDerivedType(typeof(BackupPruned), "backupPruned")]
[JsonDerivedType(typeof(EnvVerified), "envVerified")]
[JsonDerivedType(typeof(MigrationStarted), "migrationStarted")]
[JsonDerivedType(typeof(ContractChecked), "contractChecked")]
[JsonDerivedType(typeof(MigrationCommitted), "migrationCommitted")]
[JsonDerivedType(typeof(MigrationRolledBack), "migrationRolledBack")]
[JsonDerivedType(typeof(MigrateEnded), "migrateEnded")]
[JsonDerivedType(typeof(SmokeTestEndedBefore), "smokeTestEndedBefore")]
[JsonDerivedType(typeof(SmokeTestEnded), "smokeTestEnded")]
[JsonDerivedType(typeof(SampleTaken), "sampleTaken")]
[JsonDerivedType(typeof(BaselineTaken), "baselineTaken")]
[JsonDerivedType(typeof(MonitorEnded), "monitorEnded")]
[JsonDerivedType(typeof(RollbackStarted), "rollbackStarted")]
[JsonDerivedType(typeof(RollbackRefused), "rollbackRefused")]
[JsonDerivedType(typeof(RollbackEnded), "rollbackEnded")]
[JsonDerivedType(typeof(DeploymentEnded), "deploymentEnded")]
public abstract record LedgerEvent;

/// <summary>The first line of every ledger.</summary>
public sealed record DeploymentOpened(string Deployment, string Environment, string Target, string Lockkeeper) : LedgerEvent;

/// <summary>The server introduced itself.</summary>
public sealed record TargetIdentified(TargetIdentity Target) : LedgerEvent;

/// <summary>A phase began.</summary>
public sealed record PhaseStarted(Phase Phase) : LedgerEvent;

/// <summary>A phase ended; a skipped one says why.</summary>
public sealed record PhaseEnded(Phase Phase, PhaseStatus Status, double Seconds, string? Note) : LedgerEvent;

/// <summary>A backup is complete.</summary>
public sealed record BackupTaken(BackupEvidence Backup) : LedgerEvent;

/// <summary>A copy of staging is the target, and staging itself was only read.</summary>
public sealed record StagingCopied(StagingEvidence Staging) : LedgerEvent;

/// <summary>HTTP services were started beside a throwaway target.</summary>
/// <param name="StandIns">Whether auth, REST and storage are Lockkeeper's own stand-ins, and not the platform's services.</param>
public sealed record ServicesStarted(bool StandIns) : LedgerEvent;

/// <summary>The plan did not hold on the copy; the target was not touched.</summary>
public sealed record RehearsalFailed(RehearsalEvidence Rehearsal) : LedgerEvent;

/// <summary>An old backup was removed, as backup.keep says.</summary>
public sealed record BackupPruned(string Path, DateTimeOffset TakenAt, long Bytes) : LedgerEvent;

/// <summary>The gates before Migrate have been looked at.</summary>
public sealed record EnvVerified(EnvEvidence Env) : LedgerEvent;

/// <summary>A migration's transaction is about to begin.</summary>
public sealed record MigrationStarted(string Version, string Name, int Attempt) : LedgerEvent;

/// <summary>What a migration did was compared with its header.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="BeforeCommit">Whether that was inside its transaction; else it had taken effect already.</param>
/// <param name="Kept">Whether it did what is declared, and nothing else.</param>
/// <param name="Changes">What it changed.</param>
/// <param name="Findings">What is otherwise than declared, a sentence each.</param>
public sealed record ContractChecked(
    string Version, string Name, bool BeforeCommit, bool Kept, ChangeSummary Changes, IReadOnlyList<string> Findings) : LedgerEvent
{
    /// <summary>What a person should look at and nothing refuses, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The rows that it wrote to tables that were there before it; null where nobody could count them.</summary>
    public IReadOnlyList<WrittenRows>? Writes { get; init; }
}

/// <summary>A migration and its history row are committed.</summary>
public sealed record MigrationCommitted(AppliedMigration Migration) : LedgerEvent;

/// <summary>A migration's transaction was rolled back.</summary>
public sealed record MigrationRolledBack(string Version, string Name, string Why) : LedgerEvent;

/// <summary>All pending migrations are committed and the catalog was compared.</summary>
public sealed record MigrateEnded(MigrationEvidence Migration) : LedgerEvent;

/// <summary>A smoke test ended that was run directly before Migrate, to tell apart what fails because of it.</summary>
public sealed record SmokeTestEndedBefore(SmokeTestResult Test) : LedgerEvent;

/// <summary>A smoke test ended.</summary>
public sealed record SmokeTestEnded(SmokeTestResult Test) : LedgerEvent;

/// <summary>The monitor took a sample.</summary>
public sealed record SampleTaken(Sample Sample) : LedgerEvent;

/// <summary>It is known how the target behaves without the deployment.</summary>
/// <param name="Baseline">What thresholds are held against.</param>
/// <param name="Samples">What it was made of.</param>
public sealed record BaselineTaken(Baseline Baseline, IReadOnlyList<Sample> Samples) : LedgerEvent;

/// <summary>The bake window is over.</summary>
public sealed record MonitorEnded(MonitorEvidence Monitor) : LedgerEvent;

/// <summary>What a deployment had committed is about to be undone.</summary>
/// <param name="Deployment">Which deployment.</param>
/// <param name="Versions">Its migrations.</param>
/// <param name="Attempt">From 1; more where locks are waited for.</param>
public sealed record RollbackStarted(string Deployment, IReadOnlyList<string> Versions, int Attempt) : LedgerEvent;

/// <summary>Nothing was undone, because a part of it is for a person.</summary>
/// <param name="Deployment">Which deployment.</param>
/// <param name="Why">One sentence.</param>
/// <param name="Manual">What only a person can bring back.</param>
/// <param name="Automatic">What would have been done without that, a line each.</param>
public sealed record RollbackRefused(string Deployment, string Why, IReadOnlyList<ManualStep> Manual, IReadOnlyList<string> Automatic) : LedgerEvent;

/// <summary>A deployment is undone and committed.</summary>
public sealed record RollbackEnded(RollbackEvidence Rollback) : LedgerEvent;

/// <summary>The last line of every ledger whose process was not killed.</summary>
public sealed record DeploymentEnded(Outcome Outcome, ExitCode ExitCode, double Seconds, ReportedFailure? Failure) : LedgerEvent;

/// <summary>A failure as reports tell it.</summary>
public sealed record ReportedFailure(
    FailureCode Code,
    FailureSource FailedBy,
    string Message,
    FailureState State,
    string Next,
    string? SqlState,
    IReadOnlyList<Problem> Problems);
