using System.Text.Json.Serialization;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;

namespace Lockkeeper.Reports;

/// <summary>
/// What a deployment did, folded from its ledger and nothing else. Its shape is the shape of report.json, version 1
/// (docs/report.schema.json); what the other renderings need beyond that is left out of the JSON.
/// </summary>
/// <param name="Schema">Version of the shape.</param>
/// <param name="Deployment">The deployment's id.</param>
/// <param name="Environment">As lockkeeper.yaml names it.</param>
/// <param name="Outcome">How it ended; unknown when the ledger has no end.</param>
/// <param name="ExitCode">What the process told its caller.</param>
/// <param name="StartedAt">Time of the ledger's first line.</param>
/// <param name="Seconds">From the first to the last line.</param>
/// <param name="Target">The server as it introduced itself; null when it was never reached.</param>
/// <param name="Phases">All five, those never reached as skipped.</param>
/// <param name="Migrations">Every migration of the folder.</param>
/// <param name="Hazards">Hazards found; see <see cref="HazardsExamined"/> before calling an empty list good news.</param>
/// <param name="Changes">What the migrations changed in the catalog; null when it was not compared.</param>
/// <param name="ChangedByOthers">What others changed in it meanwhile; null when it was not compared.</param>
/// <param name="Preserved">The tables that had to stay as they were.</param>
/// <param name="Backup">Null when none was taken.</param>
/// <param name="Rehearsal">Null when the plan was not rehearsed.</param>
/// <param name="Fingerprint">Null when the catalog was not read.</param>
/// <param name="Checklist">The seven items; empty when the gates were not reached.</param>
/// <param name="SmokeTests">Those that ended.</param>
/// <param name="Monitor">Null when the bake window did not end.</param>
/// <param name="Failure">Null when nothing failed.</param>
public sealed record DeploymentReport(
    int Schema,
    string Deployment,
    string Environment,
    Outcome Outcome,
    ExitCode ExitCode,
    DateTimeOffset StartedAt,
    double Seconds,
    ReportTarget? Target,
    IReadOnlyList<ReportPhase> Phases,
    IReadOnlyList<ReportMigration> Migrations,
    IReadOnlyList<ReportHazard> Hazards,
    ChangeSummary? Changes,
    ChangeSummary? ChangedByOthers,
    IReadOnlyList<PreservedTable> Preserved,
    ReportBackup? Backup,
    ReportRehearsal? Rehearsal,
    ReportFingerprint? Fingerprint,
    IReadOnlyList<ChecklistItem> Checklist,
    IReadOnlyList<SmokeTestResult> SmokeTests,
    ReportMonitor? Monitor,
    ReportFailure? Failure)
{
    /// <summary>Null when nothing was to be undone.</summary>
    public ReportRollback? Rollback { get; init; }

    /// <summary>What shows that staging itself was only read; null where the target is no copy of it.</summary>
    public StagingEvidence? Staging { get; init; }

    /// <summary>The services that were started with the target; null where it has its own, or none.</summary>
    [JsonIgnore]
    public ServicesStarted? Services { get; init; }

    /// <summary>Whether the migrations were examined for hazards at all.</summary>
    [JsonIgnore]
    public bool HazardsExamined { get; init; }

    /// <summary>The target as the deployment was told, before any server answered.</summary>
    [JsonIgnore]
    public string RequestedTarget { get; init; } = "";

    /// <summary>The version of Lockkeeper that wrote the ledger.</summary>
    [JsonIgnore]
    public string Lockkeeper { get; init; } = "";

    /// <summary>How many ledger lines this report was folded from.</summary>
    [JsonIgnore]
    public long LedgerLines { get; init; }

    /// <summary>The hash of the last of them: whoever keeps it elsewhere can tell a replaced ledger.</summary>
    [JsonIgnore]
    public string LedgerHash { get; init; } = "";

    /// <summary>Folds a ledger into its report.</summary>
    /// <param name="entries">All entries, in order.</param>
    /// <param name="broken">Where the ledger stops being trustworthy, as <see cref="LedgerChain.Read"/> found it.</param>
    /// <exception cref="ArgumentException">The ledger does not begin with <see cref="DeploymentOpened"/>.</exception>
    public static DeploymentReport From(IReadOnlyList<LedgerEntry> entries, LedgerBreak? broken = null)
    {
        if (entries is not [{ Event: DeploymentOpened opened }, ..])
            throw new ArgumentException("A ledger begins with deploymentOpened.", nameof(entries));
        return ReportFold.Over(entries, opened, broken);
    }
}
