using Lockkeeper.Evidence;
using Lockkeeper.Rollback;

namespace Lockkeeper.Reports;

/// <summary>What was undone, or what has to be undone by a person; see <see cref="RollbackEvidence"/>.</summary>
/// <param name="Deployment">The deployment that it is about.</param>
/// <param name="Done">Whether it is undone and committed; else nothing of it is.</param>
/// <param name="Attempts">How many times it was begun.</param>
/// <param name="Seconds">From BEGIN to COMMIT of the attempt that succeeded.</param>
/// <param name="Restored">Objects that are there again.</param>
/// <param name="Dropped">Objects that the deployment had added.</param>
/// <param name="Altered">Objects that have their old definition again.</param>
/// <param name="Rows">Rows that came back, or went.</param>
/// <param name="Locks">Relation locks that were held.</param>
/// <param name="Manual">What only a person can bring back.</param>
/// <param name="Automatic">What would be done without that, or was done, a line each.</param>
/// <param name="Notes">What a person should know, a sentence each.</param>
/// <param name="FingerprintRestored">Whether the catalog has the very hash that it had before the deployment.</param>
public sealed record ReportRollback(
    string Deployment,
    bool Done,
    int Attempts,
    double Seconds,
    IReadOnlyList<string> Restored,
    IReadOnlyList<string> Dropped,
    IReadOnlyList<string> Altered,
    IReadOnlyList<ReturnedRows> Rows,
    IReadOnlyList<HeldLock> Locks,
    IReadOnlyList<ManualStep> Manual,
    IReadOnlyList<string> Automatic,
    IReadOnlyList<string> Notes,
    bool FingerprintRestored);

/// <summary>Follows a rollback through a ledger.</summary>
internal sealed class RollbackFold
{
    private ReportRollback? _report;

    /// <summary>Null where nothing was to be undone.</summary>
    internal ReportRollback? Report => _report;

    internal void See(LedgerEvent happened) => _report = happened switch
    {
        RollbackStarted e => (_report ?? Empty(e.Deployment)) with { Attempts = e.Attempt },
        RollbackRefused e => (_report ?? Empty(e.Deployment)) with { Manual = e.Manual, Automatic = e.Automatic },
        RollbackEnded { Rollback: var r } => new ReportRollback(
            r.Deployment, Done: true, r.Attempts, ReportFold.Rounded(r.Seconds), r.Restored, r.Dropped, r.Altered, r.Rows, r.Locks, [], r.Steps, r.Notes,
            string.Equals(r.FingerprintBefore, r.FingerprintAfter, StringComparison.Ordinal)),
        _ => _report,
    };

    private static ReportRollback Empty(string deployment) => new(deployment, Done: false, 0, 0, [], [], [], [], [], [], [], [], FingerprintRestored: false);
}

/// <summary>The part of a report that is about a rollback.</summary>
internal static class RollbackSection
{
    internal static Section? Of(DeploymentReport report)
    {
        if (report.Rollback is not { } rollback) return null;
        if (!rollback.Done)
        {
            return new Section("Rollback: left to a person", ["Object", "Why", "Commands"],
                [.. rollback.Manual.Select(m => (IReadOnlyList<Cell>)[Cell.Code(m.Object), new(m.Why), Cell.Code(string.Join(" ", m.Commands))])])
            {
                Note = rollback.Manual.Count == 0 ? "Nothing was undone." : $"Nothing was undone. By itself the rollback would do: {string.Join("; ", rollback.Automatic)}.",
            };
        }

        return new Section("Rollback", ["What", "Object", "Rows"],
        [
            .. rollback.Restored.Select(o => Row("restored", o, "")),
            .. rollback.Dropped.Select(o => Row("dropped", o, "")),
            .. rollback.Altered.Select(o => Row("as before", o, "")),
            .. rollback.Rows.Select(r => Row(r.Removed > 0 ? $"rows came back, {Words.Number(r.Removed)} went" : "rows came back", r.Table, Words.Number(r.Returned))),
        ])
        {
            Note = string.Join(' ', rollback.Notes.Prepend(rollback.FingerprintRestored
                ? $"{rollback.Deployment} was undone; the catalog has the hash that it had before."
                : $"{rollback.Deployment} was undone; every fact that it changed is as before.")),
        };
    }

    private static IReadOnlyList<Cell> Row(string what, string name, string rows) => [new(what), Cell.Code(name), Cell.Number(rows)];
}
