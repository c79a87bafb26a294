using Lockkeeper.Evidence;
using Lockkeeper.Tests.Verdicts;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Tests.Reports;

/// <summary>What the sample ledgers tell of.</summary>
internal static class SampleEvidence
{
    internal const string Nasty = "cannot drop <script>alert(1)</script> `users` | \e[31mred & 'quoted' *bold*";

    internal static readonly TargetIdentity Target = new("db.example.com", 5432, "insurance", "deployer", "15.18", 15, "7443210987654321098");

    internal static readonly BackupEvidence Backup = new(
        Target, "backups/20261122T101500Z-production-1a2b3c", 48_234_567, Hash("backup"), "00000004-0000001B-1",
        new DateTimeOffset(2026, 11, 22, 10, 15, 1, TimeSpan.Zero), Verified: false);

    internal static readonly PlannedMigration Init = new("20240101000000", "init", Hash("init"), Applied: true);

    internal static readonly PlannedMigration Drop = new("20250101000000", "drop_public_users_tables", Hash("drop"), Applied: false);

    /// <summary>Two statements on a copy, of which the second writes a table anew.</summary>
    internal static readonly RehearsalEvidence Rehearsal = new(
        Backup.Sha256, Hash("folder"), [Drop.Version], Hash("catalog before"), WithRows: true, "npgsql", Applied: true, RolledBack: true,
        FingerprintRestored: true, 1.98765,
        [
            new(Drop.Version, Drop.Name, 0.0192, [new("public.users", "AccessExclusiveLock"), new("auth.users", "ShareRowExclusiveLock")],
            [
                new(1, 7, 0.00123, 512, [new("public.users", "AccessExclusiveLock")], [], []),
                new(3, 12, 0.01678, 3_145_728, [new("auth.users", "ShareRowExclusiveLock")], [new("auth.users", 1, 10_000)],
                    [new("auth.users", RewriteKind.Rewritten, 2_097_152), new("auth.users_pkey", RewriteKind.IndexRebuilt, 401_408)]),
            ]),
        ],
        ["The plan adds rows to documents.documents: 25310 before it, 25311 after it."]);

    internal static readonly StagingEvidence Staging = new(
        Target with { Host = "staging.example.com" }, Hash("staging backup"), Hash("staging"), Hash("staging"), 4_711, 4_712, ["auth.users"]);

    internal static readonly EnvEvidence Env = new(
        Target, [Init, Drop], Hash("folder"), Hash("catalog before"),
        [
            new(Checklist.StagingTestingComplete, ChecklistStatus.Waived, "Waived by --accept-hazard: staging is being rebuilt."),
            new(Checklist.MigrationScriptsReady, ChecklistStatus.Done, "2 files, 1 pending."),
            new(Checklist.RollbackPlanPrepared, ChecklistStatus.Done, "Each migration is one transaction."),
            new(Checklist.ProductionBackup, ChecklistStatus.Done, "46.0 MiB, not restored."),
            new(Checklist.EnvironmentVariablesVerified, ChecklistStatus.Done, "All that lockkeeper.yaml names are set."),
            new(Checklist.DeploymentWindowScheduled, ChecklistStatus.NotApplicable, "No window is configured."),
            new(Checklist.MonitoringSetup, ChecklistStatus.Done, "600 s, a sample every 10 s."),
        ])
    {
        Rehearsal = Rehearsal,
    };

    internal static readonly AppliedMigration DropApplied = new(
        Drop.Version, Drop.Name, 0.0238, 2,
        [new("public.users", "AccessExclusiveLock"), new("auth.users", "ShareRowExclusiveLock")],
        ["NOTICE: trigger dropped"]);

    internal static readonly MigrationEvidence Migration = new(
        Target, [DropApplied],
        new ChangeSummary(
            ["table public.users", "table public.user_info", "trigger on_auth_user_created on auth.users", "function public.handle_new_user()"],
            [], []),
        new ChangeSummary([], ["bucket avatars"], []),
        [
            new("auth.users", 10_000, 10_000, Hash("users"), Hash("users")),
            new("documents.documents", 25_310, 25_311, Hash("documents"), Hash("documents after")),
        ],
        Hash("catalog before"), Hash("catalog after"));

    internal static readonly Sample Quiet = Samples.Quiet with { At = new DateTimeOffset(2026, 11, 22, 10, 15, 30, TimeSpan.Zero) };

    internal static readonly Baseline Baseline = Samples.Baseline;

    internal static readonly MonitorEvidence Monitor = new(Verdict.Successful, 60, 600, [])
    {
        Metrics =
        [
            new("failed calls rest", MetricUnit.Share, 0, 0.15, 0.1, 0, 0, [0, 0.1, 0.05, 0]),
            new("latency rest", MetricUnit.Seconds, 0.04, 0.29, 0.3123456789, 0.05, 1, [0.04, null, 0.3123456789, 0.05]),
            new("commits", MetricUnit.PerSecond, 120, null, 130, 110, 0, [120, 130, 110]),
        ],
        NotWatched = ["replication lag: no standby is connected, or this role may not see it"],
    };

    private static string Hash(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
}
