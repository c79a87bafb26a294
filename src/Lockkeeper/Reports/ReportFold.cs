using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Reports;

/// <summary>Walks a ledger once and collects what a report says.</summary>
internal sealed class ReportFold
{
    private readonly PhaseFold _phases = new();
    private readonly MigrationFold _migrations = new();
    private readonly RollbackFold _rollback = new();
    private readonly SmokeFold _smokeTests = new();
    private TargetIdentity? _target;
    private BackupEvidence? _backup;
    private StagingEvidence? _staging;
    private ServicesStarted? _services;
    private RehearsalEvidence? _rehearsal;
    private EnvEvidence? _env;
    private MigrationEvidence? _migration;
    private readonly List<AppliedMigration> _applied = [];
    private MonitorEvidence? _monitor;
    private Baseline? _baseline;
    private DeploymentEnded? _ended;

    internal static DeploymentReport Over(IReadOnlyList<LedgerEntry> entries, DeploymentOpened opened, LedgerBreak? broken)
    {
        var fold = new ReportFold();
        foreach (var entry in entries)
            fold.See(entry);
        return fold.Report(entries[0], entries[^1], opened, broken);
    }

    private void See(LedgerEntry entry)
    {
        _phases.See(entry);
        _migrations.See(entry);
        _rollback.See(entry.Event);
        _smokeTests.See(entry.Event);
        switch (entry.Event)
        {
            case TargetIdentified e: _target = e.Target; break;
            case BackupTaken e: _backup = e.Backup; break;
            case StagingCopied e: _staging = e.Staging; break;
            case ServicesStarted e: _services = e; break;
            case RehearsalFailed e: _rehearsal = e.Rehearsal; break;
            case EnvVerified e: (_env, _rehearsal) = (e.Env, e.Env.Rehearsal); break;
            case MigrationCommitted e: _applied.Add(e.Migration); break;
            case MigrateEnded e: _migration = e.Migration; break;
            case MonitorEnded e: _monitor = e.Monitor; break;
            case BaselineTaken e: _baseline = e.Baseline; break;
            case DeploymentEnded e: _ended = e; break;
        }
    }

    private DeploymentReport Report(LedgerEntry first, LedgerEntry last, DeploymentOpened opened, LedgerBreak? broken)
    {
        // A ledger that was changed, or that has no end, proves nothing about how the deployment ended.
        var ended = broken is null ? _ended : null;
        return new DeploymentReport(
            Schema: 1,
            opened.Deployment,
            opened.Environment,
            ended?.Outcome ?? Outcome.Unknown,
            ended?.ExitCode ?? ExitCode.Unknown,
            first.At,
            Rounded(ended?.Seconds ?? (last.At - first.At).TotalSeconds),
            Target(_target),
            _phases.Report(last.At),
            _migrations.Report(),
            Hazards: [],
            _migration?.Changes,
            _migration?.ChangedByOthers,
            _migration?.Preserved ?? [],
            Backup(_backup),
            RehearsalFold.Report(_rehearsal, _applied),
            Fingerprint(),
            _env?.Checklist ?? [],
            _smokeTests.Report(),
            MonitorFold.Report(_monitor, _baseline),
            ended is null ? Unfinished.Failure(opened, last, _phases, _migrations, broken) : Failure(ended.Failure))
        {
            Rollback = _rollback.Report,
            Staging = _staging,
            Services = _services,
            RequestedTarget = opened.Target,
            Lockkeeper = opened.Lockkeeper,
            LedgerLines = last.Seq,
            LedgerHash = last.Hash,
        };
    }

    private ReportFingerprint? Fingerprint() =>
        (_migration?.FingerprintBefore ?? _env?.Fingerprint) is { } before
            ? new ReportFingerprint(before, _migration?.FingerprintAfter)
            : null;

    private static ReportTarget? Target(TargetIdentity? target) =>
        target is null ? null : new(target.Host, target.Port, target.Database, target.ServerVersion, target.SystemIdentifier);

    private static ReportBackup? Backup(BackupEvidence? b) =>
        b is null ? null : new(b.Path, b.Bytes, b.Sha256, b.Verified, b.Snapshot) { TakenAt = b.TakenAt };

    private static ReportFailure? Failure(ReportedFailure? f) =>
        f is null ? null : new(f.Code, f.Message, f.State, f.Next) { FailedBy = f.FailedBy, SqlState = f.SqlState };

    /// <summary>Milliseconds are as fine as a person or a ledger line is.</summary>
    internal static double Rounded(double seconds) => Math.Round(seconds, 3);
}
