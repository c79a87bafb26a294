using System.Security.Cryptography;
using System.Text;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Rollback;
using Lockkeeper.Tests.Evidence;

namespace Lockkeeper.Tests.Reports;

/// <summary>Ledgers of deployments that went well, badly, and nowhere.</summary>
internal static class SampleLedgers
{
    internal static IReadOnlyList<LedgerWriter> All =>
        [Succeeded(), MigrationFailed(), Refused(), Killed(), UpToDate(), RehearsalFailed(), RolledBack(), LeftToPerson(), Pruned()];

    /// <summary>An old backup goes, as backup.keep says.</summary>
    internal static LedgerWriter Pruned() => Opened().Add(new BackupPruned("backups/20261101T101500Z-production-0f0f0f", SampleEvidence.Backup.TakenAt, 123_456), 0)
        .Add(new ServicesStarted(StandIns: true), 0);

    /// <summary>Two migrations, the last of which had to wait for a lock once.</summary>
    internal static LedgerWriter Succeeded() => Verified(Opened())
        .Add(new PhaseStarted(Phase.Migrate), 0.1)
        .Add(new BaselineTaken(SampleEvidence.Baseline, [SampleEvidence.Quiet, SampleEvidence.Quiet]), 0)
        .Add(new MigrationStarted(SampleEvidence.Drop.Version, SampleEvidence.Drop.Name, 1), 0.5)
        .Add(new MigrationRolledBack(SampleEvidence.Drop.Version, SampleEvidence.Drop.Name, "The lock on public.users was not had in 500 ms."), 0.2)
        .Add(new MigrationStarted(SampleEvidence.Drop.Version, SampleEvidence.Drop.Name, 2), 0.024)
        .Add(new ContractChecked(SampleEvidence.Drop.Version, SampleEvidence.Drop.Name, BeforeCommit: true, Kept: true, SampleEvidence.Migration.Changes, [])
        {
            Notes = ["procedure public.purge(text) may no longer work: its body seems to name table public.users in line 2, gone now."],
        }, 0)
        .Add(new MigrationCommitted(SampleEvidence.DropApplied), 0.3)
        .Add(new MigrateEnded(SampleEvidence.Migration), 0)
        .Add(new PhaseEnded(Phase.Migrate, PhaseStatus.Succeeded, 1.1242, null), 0)
        .Add(new PhaseStarted(Phase.SmokeTests), 0.4)
        .Add(new SmokeTestEnded(new("Database Connectivity", SmokeTestStatus.Passed, 0.0123, "Read and wrote as the deploying role.")), 0)
        .Add(new SmokeTestEnded(new("API Health", SmokeTestStatus.Skipped, 0, "No health URL is configured for production.")), 0)
        .Add(new SmokeTestEnded(new("Authentication Flow", SmokeTestStatus.Passed, 0.08, "A user registered through auth.users and was removed.")), 0)
        .Add(new PhaseEnded(Phase.SmokeTests, PhaseStatus.Succeeded, 0.41, null), 0)
        .Add(new PhaseStarted(Phase.Monitor), 30)
        .Add(new SampleTaken(SampleEvidence.Quiet), 30)
        .Add(new MonitorEnded(SampleEvidence.Monitor), 0)
        .Add(new PhaseEnded(Phase.Monitor, PhaseStatus.Succeeded, 600, null), 0)
        .Add(new DeploymentEnded(Outcome.Succeeded, ExitCode.Done, 612.3456, null));

    /// <summary>A statement fails with a message that tries to be markup, an escape sequence and a table column.</summary>
    internal static LedgerWriter MigrationFailed() => Verified(Opened())
        .Add(new PhaseStarted(Phase.Migrate), 0.1)
        .Add(new MigrationStarted(SampleEvidence.Drop.Version, SampleEvidence.Drop.Name, 1), 0.25)
        .Add(new MigrationRolledBack(SampleEvidence.Drop.Version, SampleEvidence.Drop.Name, SampleEvidence.Nasty), 0)
        .Add(new PhaseEnded(Phase.Migrate, PhaseStatus.Failed, 0.35, null), 0)
        .Add(new DeploymentEnded(Outcome.Failed, ExitCode.NothingChanged, 9.5, new ReportedFailure(
            FailureCode.MigrationFailed,
            FailureSource.Server,
            $"{SampleEvidence.Drop.Version}_{SampleEvidence.Drop.Name}.sql, line 12, statement 2: {SampleEvidence.Nasty}\n  DROP TABLE public.users\n             ^",
            FailureState.NothingChanged,
            "Correct the file, then: ./build.sh --target=Rehearse --environment=production",
            "2BP01",
            [new Problem("line 12", "Other objects depend on it.", "Declare them.")])));

    /// <summary>A gate says no before anything is touched.</summary>
    internal static LedgerWriter Refused() => Opened()
        .Add(new PhaseStarted(Phase.Backup), 2)
        .Add(new BackupTaken(SampleEvidence.Backup), 0)
        .Add(new PhaseEnded(Phase.Backup, PhaseStatus.Succeeded, 2, null), 0)
        .Add(new PhaseStarted(Phase.VerifyEnv), 0.2)
        .Add(new PhaseEnded(Phase.VerifyEnv, PhaseStatus.Refused, 0.2, "A file was edited after it was applied."), 0)
        .Add(new DeploymentEnded(Outcome.Refused, ExitCode.Refused, 2.3, new ReportedFailure(
            FailureCode.HistoryModified, FailureSource.Gate, "20240101000000_init.sql was edited after it was applied.",
            FailureState.NothingChanged, "git checkout the file, or ./build.sh --target=Repair", null, [])));

    /// <summary>The process dies while a migration is being applied.</summary>
    internal static LedgerWriter Killed() => Verified(Opened())
        .Add(new PhaseStarted(Phase.Migrate), 0.1)
        .Add(new MigrationStarted(SampleEvidence.Drop.Version, SampleEvidence.Drop.Name, 1));

    /// <summary>Nothing is pending.</summary>
    internal static LedgerWriter UpToDate() => Opened()
        .Add(new EnvVerified(SampleEvidence.Env with { Migrations = [SampleEvidence.Init, SampleEvidence.Drop with { Applied = true }], Rehearsal = null }), 0)
        .Add(new PhaseEnded(Phase.Migrate, PhaseStatus.Skipped, 0, "Nothing is pending."), 0)
        .Add(new DeploymentEnded(Outcome.UpToDate, ExitCode.Done, 1.5, null));

    /// <summary>A smoke test fails, and the deployment is undone.</summary>
    internal static LedgerWriter RolledBack() => SmokeTestsFailed()
        .Add(new PhaseStarted(Phase.Rollback), 0.1)
        .Add(new RollbackStarted("20261122T101500Z-production-1a2b3c", [SampleEvidence.Drop.Version], 1), 0.9)
        .Add(new MigrationRolledBack(SampleEvidence.Drop.Version, SampleEvidence.Drop.Name, "undone by the rollback of 20261122T101500Z-production-1a2b3c"), 0)
        .Add(new RollbackEnded(new RollbackEvidence(
            "20261122T101500Z-production-1a2b3c", [SampleEvidence.Drop.Version], ["restore from the backup: TABLE public users postgres"],
            ["table public.users", "trigger on_auth_user_created on auth.users"], ["table public.audit"], ["table documents.documents"],
            [new ReturnedRows("public.users", 50_000, 0), new ReturnedRows("documents.documents", 3, 2)], [new HeldLock("auth.users", "ShareRowExclusiveLock")], 1, 0.9,
            "aaaa", "aaaa", ["Rows that came back are those of the backup."])), 0)
        .Add(new PhaseEnded(Phase.Rollback, PhaseStatus.Succeeded, 1.0, "3 steps, 50003 rows"), 0)
        .Add(new DeploymentEnded(Outcome.RolledBack, ExitCode.RolledBack, 12, new ReportedFailure(
            FailureCode.SmokeTestFailed, FailureSource.Gate, "1 of 6 smoke tests failed: API Health: 503\nThe deployment was rolled back.", FailureState.RolledBack,
            "Correct the cause.", null, [])));

    /// <summary>A smoke test fails, and a part of what would undo the deployment is for a person.</summary>
    internal static LedgerWriter LeftToPerson() => SmokeTestsFailed()
        .Add(new PhaseStarted(Phase.Rollback), 0.1)
        .Add(new RollbackRefused(
            "20261122T101500Z-production-1a2b3c", "A part of it is for a person.",
            [new ManualStep("table public.audit", "rows have been written to it since: to drop it would lose them.", ["drop table public.audit;"])],
            ["drop table public.audit", "restore from the backup: TABLE public users postgres"]), 0)
        .Add(new PhaseEnded(Phase.Rollback, PhaseStatus.Failed, 0.2, "A part of it is for a person."), 0)
        .Add(new DeploymentEnded(Outcome.Unknown, ExitCode.Unknown, 12, new ReportedFailure(
            FailureCode.RollbackManual, FailureSource.Gate, "A part of the rollback is for a person.", FailureState.Applied, "Run what is listed.", null, [])));

    /// <summary>On a copy of staging, whose rows others write, the second statement of a migration fails.</summary>
    internal static LedgerWriter RehearsalFailed() => Opened()
        .Add(new PhaseStarted(Phase.Backup), 2)
        .Add(new StagingCopied(SampleEvidence.Staging), 1)
        .Add(new BackupTaken(SampleEvidence.Backup with { Verified = true }), 0)
        .Add(new PhaseEnded(Phase.Backup, PhaseStatus.Succeeded, 2, null), 0)
        .Add(new PhaseStarted(Phase.VerifyEnv), 0.2)
        .Add(new RehearsalFailed(SampleEvidence.Rehearsal with { Applied = false, RolledBack = false, FingerprintRestored = false, WithRows = false, Notes = [] }), 0)
        .Add(new PhaseEnded(Phase.VerifyEnv, PhaseStatus.Failed, 0.2, "A statement failed on the copy."), 0)
        .Add(new DeploymentEnded(Outcome.Failed, ExitCode.NothingChanged, 5.2, new ReportedFailure(
            FailureCode.MigrationFailed, FailureSource.Server, "In the rehearsal, on a copy restored from the backup:\nERROR: no\n\nThe target was not touched.",
            FailureState.NothingChanged, "Correct the file, then run the same command again.", "23505", [])));

    /// <summary>A line with other text and the hash that fits it.</summary>
    internal static string Forged(string line, string before, string after)
    {
        var text = line.Replace(before, after, StringComparison.Ordinal);
        text.Should().NotBe(line, "the forgery must change something");
        var body = text[..text.LastIndexOf(",\"hash\":", StringComparison.Ordinal)];
        return $$"""{{body}},"hash":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)))}}"}""";
    }

    private static LedgerWriter Opened() => new LedgerWriter()
        .Add(new DeploymentOpened("20261122T101500Z-production-1a2b3c", "production", "insurance on db.example.com:5432", "0.1.0"), 0.1)
        .Add(new TargetIdentified(SampleEvidence.Target), 0.1);

    private static LedgerWriter SmokeTestsFailed() => Verified(Opened())
        .Add(new PhaseStarted(Phase.Migrate), 0.1)
        .Add(new SmokeTestEndedBefore(new("API Health", SmokeTestStatus.Passed, 0.1, "all answer")), 0)
        .Add(new SmokeTestEndedBefore(new("Storage Access", SmokeTestStatus.Failed, 0.2, "storage has no bucket parsed.")), 0)
        .Add(new SmokeTestEndedBefore(new("Database Connectivity", SmokeTestStatus.Passed, 0.01, "connects")), 0)
        .Add(new MigrationStarted(SampleEvidence.Drop.Version, SampleEvidence.Drop.Name, 1), 0.5)
        .Add(new MigrationCommitted(SampleEvidence.DropApplied), 0.3)
        .Add(new MigrateEnded(SampleEvidence.Migration), 0)
        .Add(new PhaseEnded(Phase.Migrate, PhaseStatus.Succeeded, 1.1, null), 0)
        .Add(new PhaseStarted(Phase.SmokeTests), 0.4)
        .Add(new SmokeTestEnded(new("Storage Access", SmokeTestStatus.Passed, 0.3, "mended") { Evidence = ["GET /storage/v1/bucket: documents, parsed", "DELETE: gone"] }), 0)
        .Add(new SmokeTestEnded(new("API Health", SmokeTestStatus.Failed, 0.1, "503") { Evidence = ["GET https://api.example.com/health: 503 \"no database\""] }), 0)
        .Add(new PhaseEnded(Phase.SmokeTests, PhaseStatus.Failed, 0.41, "1 of 6 smoke tests failed"), 0);

    private static LedgerWriter Verified(LedgerWriter ledger) => ledger
        .Add(new PhaseStarted(Phase.Backup), 2)
        .Add(new BackupTaken(SampleEvidence.Backup), 0)
        .Add(new PhaseEnded(Phase.Backup, PhaseStatus.Succeeded, 2.0104, null), 0)
        .Add(new PhaseStarted(Phase.VerifyEnv), 0.8)
        .Add(new EnvVerified(SampleEvidence.Env), 0)
        .Add(new PhaseEnded(Phase.VerifyEnv, PhaseStatus.Succeeded, 0.8, null), 0);
}
