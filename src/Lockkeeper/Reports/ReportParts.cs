using System.Text.Json.Serialization;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Reports;

/// <summary>The server of a report; see <see cref="TargetIdentity"/>.</summary>
public sealed record ReportTarget(string Host, int Port, string Database, string ServerVersion, string? SystemIdentifier)
{
    /// <inheritdoc />
    public override string ToString() => $"{Database} on {Host}:{Port} (PostgreSQL {ServerVersion})";
}

/// <summary>One of the five phases.</summary>
public sealed record ReportPhase(string Name, PhaseStatus Status, double Seconds)
{
    /// <summary>Why it was skipped or how it failed.</summary>
    [JsonIgnore]
    public string? Note { get; init; }
}

/// <summary>A migration of the folder. Seconds and attempts are 0 where this deployment did not run it.</summary>
public sealed record ReportMigration(
    string Version,
    string Name,
    string? Sha256,
    MigrationStatus Status,
    double Seconds,
    int Attempts,
    IReadOnlyList<HeldLock> Locks)
{
    /// <summary>What came of holding it to its header; null where that was not done.</summary>
    public ReportContract? Contract { get; init; }

    /// <summary>Why its transaction was rolled back.</summary>
    [JsonIgnore]
    public string? Note { get; init; }
}

/// <summary>What a migration did beside what its header declares; see <see cref="ContractChecked"/>.</summary>
public sealed record ReportContract(bool BeforeCommit, bool Kept, ChangeSummary Changes, IReadOnlyList<string> Findings, IReadOnlyList<string> Notes);

/// <summary>What is known about a migration when the ledger ends.</summary>
public enum MigrationStatus
{
    /// <summary>In the history, by this deployment or an earlier one.</summary>
    Applied,

    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Begun; its transaction was rolled back, nothing of it is left.</summary>
    Failed,

    /// <summary>Committed and undone afterwards.</summary>
    RolledBack,

    /// <summary>Begun, and nobody knows how it ended.</summary>
    Unknown,
}

/// <summary>A hazard that a statement holds.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Version">The migration.</param>
/// <param name="Statement">Its number in the file, from 1.</param>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Message">The effect, and the safe form.</param>
/// <param name="Accepted">The reason with which a person accepted it; null when nobody did.</param>
public sealed record ReportHazard(string Id, string Version, int Statement, int Line, string Message, string? Accepted);

/// <summary>The backup of a report; see <see cref="BackupEvidence"/>.</summary>
public sealed record ReportBackup(string Path, long Bytes, string Sha256, bool Verified, string? Snapshot)
{
    /// <summary>The moment that the backup holds.</summary>
    [JsonIgnore]
    public DateTimeOffset TakenAt { get; init; }
}

/// <summary>The plan run on a throwaway copy; see <see cref="RehearsalEvidence"/>.</summary>
public sealed record ReportRehearsal(
    bool Applied,
    bool RolledBack,
    bool FingerprintRestored,
    double Seconds,
    bool WithRows,
    string Engine,
    string BackupSha256,
    string Fingerprint,
    IReadOnlyList<ReportRehearsedMigration> Migrations,
    IReadOnlyList<string> Notes);

/// <summary>A migration on the copy, beside what became of it on the target.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="PredictedSeconds">From BEGIN to COMMIT on the copy.</param>
/// <param name="ActualSeconds">The same on the target, of the attempt that succeeded; null where it was not applied there.</param>
/// <param name="Locks">Held at the end of its transaction on the copy.</param>
/// <param name="Statements">What each of its statements did there.</param>
public sealed record ReportRehearsedMigration(
    string Version, string Name, double PredictedSeconds, double? ActualSeconds, IReadOnlyList<HeldLock> Locks, IReadOnlyList<TracedStatement> Statements);

/// <summary>Hashes of the canonical catalog; after is null when it was not read again.</summary>
public sealed record ReportFingerprint(string Before, string? After);

/// <summary>The bake window; see <see cref="MonitorEvidence"/>.</summary>
public sealed record ReportMonitor(Verdict Verdict, int Samples, double Seconds)
{
    /// <summary>How many samples the baseline has and how long it took; null where none was taken.</summary>
    public ReportBaseline? Baseline { get; init; }

    /// <summary>What was watched.</summary>
    public IReadOnlyList<WatchedMetric> Metrics { get; init; } = [];

    /// <summary>What was not, and why.</summary>
    public IReadOnlyList<string> NotWatched { get; init; } = [];

    /// <summary>Why the verdict is not successful.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}

/// <summary>What was looked at before the deployment.</summary>
public sealed record ReportBaseline(int Samples, double Seconds);

/// <summary>What went wrong; see <see cref="ReportedFailure"/>.</summary>
public sealed record ReportFailure(FailureCode Code, string Message, FailureState State, string Next)
{
    /// <summary>Who failed; null when nobody lived to tell.</summary>
    [JsonIgnore]
    public FailureSource? FailedBy { get; init; }

    /// <summary>The server's SQLSTATE.</summary>
    [JsonIgnore]
    public string? SqlState { get; init; }
}
