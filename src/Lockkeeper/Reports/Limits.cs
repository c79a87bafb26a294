using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>What each piece of evidence does not prove, in words: a reader who trusts it should know how far.</summary>
internal static class Limits
{
    internal static IReadOnlyList<string> Of(DeploymentReport report) =>
        [.. Backup(report), .. Gates(report), .. Migrate(report), .. SmokeTests(report), .. Monitor(report), Ledger];

    private const string Ledger =
        "Ledger: its hashes show a line that was edited, removed or moved. They do not show who wrote it: whoever can write the folder "
        + "can write a whole new ledger, and one whose end was cut off looks like a killed process. Keep the last line's hash elsewhere.";

    private static IEnumerable<string> Backup(DeploymentReport report)
    {
        if (report.Backup is not { } backup)
        {
            yield return "Backup: none was taken by this deployment.";
            yield break;
        }

        yield return "Backup: it holds one moment of one database. Rows written later, passwords, server settings and the files that "
            + "storage objects point to are not in it; of roles only what they may do.";
        if (backup.Verified)
        {
            yield return "Backup: a restored copy had the same catalog and the same rows. Values of sequences, large objects and versions of "
                + "extensions were restored and not compared.";
        }
        else
            yield return "Backup: it was not restored. That it can be restored, and holds the same data, is not shown.";
    }

    private static IEnumerable<string> Gates(DeploymentReport report)
    {
        if (!report.HazardsExamined)
            yield return "Hazards: the migrations were not examined for hazards; an empty list says nothing about them.";
        yield return report.Rehearsal switch
        {
            null => "Rehearsal: the migrations were not run on a restored copy of the target first.",
            { WithRows: false } => "Rehearsal: the copy had no rows. What fails on data, and how long anything takes, is not shown.",
            _ => "Rehearsal: the copy had the target's data, but not its load, disk, memory or other sessions. Durations there are no promise, how long "
                + "locks are waited for is not shown, and page images, which make the target's log longer after a checkpoint, are not counted.",
        };
        if (report.Checklist.Any(i => i.Status == ChecklistStatus.Waived))
            yield return "Checklist: a waived item was not proven; its note says why it could be left out.";
    }

    private static IEnumerable<string> Migrate(DeploymentReport report)
    {
        yield return report.Changes is null
            ? "Changes: the catalog was not compared, so what this deployment changed is not known from this report."
            : "Changes: they compare the catalog, not behaviour. Whether an application still asks for a removed object is not shown.";
        if (report.Preserved.Count > 0)
        {
            yield return "Preserved data: rows and content digests of two moments are compared. Tables that are not listed were not compared, "
                + "and a difference may come from another session's writes.";
        }

        if (report.Migrations.Any(m => m.Locks.Count > 0))
            yield return "Locks: those held at the end of each transaction. How long other sessions waited for them was not measured.";
    }

    private static IEnumerable<string> SmokeTests(DeploymentReport report)
    {
        var skipped = report.SmokeTests.Where(t => t.Status == SmokeTestStatus.Skipped).Select(t => t.Name).ToList();
        if (report.SmokeTests.Count == 0)
            yield return "Smoke tests: none was run.";
        else
            yield return "Smoke tests: each shows one path through the system at one moment, not that every path works.";
        if (report.Services is { } services && report.SmokeTests.Count > 0)
        {
            yield return services.StandIns
                ? "Smoke tests: auth, REST, storage and the worker were Lockkeeper's stand-ins over the throwaway database. They show what that database lets through, not how the platform's own services answer."
                : "Smoke tests: the worker and the product's health address were Lockkeeper's stand-ins beside the platform's services.";
        }

        if (skipped.Count > 0)
            yield return $"Smoke tests: {string.Join(", ", skipped)} not run; nothing is shown about what they would have tested.";
    }

    private static IEnumerable<string> Monitor(DeploymentReport report)
    {
        yield return report.Monitor is null
            ? "Monitor: there is no verdict; how the database behaves after the deployment was not watched to the end."
            : "Monitor: it saw its own health calls, the server's statistics and what is named under Metrics, in this window only. Errors that users saw "
                + "elsewhere, or later, are not in them, and a bad sample that others did not follow is taken for noise.";
        if (report.Monitor is { Baseline: null })
            yield return "Monitor: no baseline was taken, so what changed with the deployment could not be told from what was there before.";
    }
}
