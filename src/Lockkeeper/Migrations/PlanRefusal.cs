using Lockkeeper.Failures;

namespace Lockkeeper.Migrations;

/// <summary>One kind of disagreement between folder and history.</summary>
/// <param name="Code">Which kind.</param>
/// <param name="Summary">A sentence to stand above the problems.</param>
/// <param name="Problems">One for each version.</param>
/// <param name="Next">What to do, with the command.</param>
public sealed record PlanRefusal(FailureCode Code, string Summary, IReadOnlyList<Problem> Problems, string Next)
{
    /// <summary>As a failure that ends the deployment; nothing was touched.</summary>
    public DeployFailure ToFailure() => DeployFailure.Refused(Code, Summary, Problems, Next);

    internal static IEnumerable<PlanRefusal> Of(DeploymentPlan plan)
    {
        if (plan.Folder.Refusal(plan.Pending) is { } unusable)
            yield return unusable;
        var byState = plan.Entries.ToLookup(e => e.State);
        if (byState.Contains(MigrationState.Missing))
            yield return Missing([.. byState[MigrationState.Missing]], plan.Folder);
        if (byState.Contains(MigrationState.Modified))
            yield return Modified([.. byState[MigrationState.Modified]]);
        if (byState.Contains(MigrationState.OutOfOrder))
            yield return OutOfOrder([.. byState[MigrationState.OutOfOrder].Select(e => LateFile(e, plan))]);
    }

    private static PlanRefusal Missing(IReadOnlyList<PlanEntry> entries, MigrationFolder folder) => new(
        FailureCode.HistoryMissingFile,
        "The database's history names versions that have no file:",
        [.. entries.Select(e => MissingFile(e, folder))],
        "Check out the branch or commit that holds these files and run the same command again; if they were removed on purpose, "
        + $"take exactly these versions out of the history with ./build.sh --target=Repair --environment=… --reverted={Versions(entries)}.");

    private static PlanRefusal Modified(IReadOnlyList<PlanEntry> entries) => new(
        FailureCode.HistoryModified,
        "Files were edited after they had been applied:",
        [.. entries.Select(ModifiedFile)],
        "Restore the files as they were applied, put the change into a new one with ./build.sh --target=NewMigration --name=…, and run "
        + "the same command again; if the database is already as the files say now, record them with ./build.sh --target=Repair "
        + $"--environment=… --applied={Versions(entries)}.");

    private static PlanRefusal OutOfOrder(IReadOnlyList<Problem> problems) => new(
        FailureCode.HistoryOutOfOrder,
        "Pending migrations are older than applied ones:",
        problems,
        "Give them newer versions, or run the same command again with --include-out-of-order.");

    private static string Versions(IReadOnlyList<PlanEntry> entries) => string.Join(',', entries.Select(e => e.Version));

    private static Problem MissingFile(PlanEntry entry, MigrationFolder folder) => new(
        entry.DisplayName, $"It was applied, but {folder.Folder} has no file for it.",
        $"Bring the file back, or take the version out of the history: --target=Repair --reverted={entry.Version}.");

    private static Problem ModifiedFile(PlanEntry entry)
    {
        var difference = entry.Difference!;
        var what = (difference.Stored, difference.File) switch
        {
            ("", var file) => $"Statement {difference.Number} was added after the file had been applied: {file}",
            (var stored, "") => $"After statement {difference.Number - 1} the file lacks what was applied: {stored}",
            var (stored, file) => $"Statement {difference.Number} is not what was applied. Applied: {stored} | File: {file}",
        };
        return difference.LineEndingsOnly
            ? new(Where(entry), $"{what} (only line endings inside quoted text differ)", "Check the file out with LF line endings.")
            : new(Where(entry), what, $"Restore the file, and make the change in a new one; if the database has the change already: --target=Repair --applied={entry.Version}.");
    }

    private static Problem LateFile(PlanEntry entry, DeploymentPlan plan)
    {
        var newest = plan.Entries.Last(e => e.Row is not null);
        // Among versions of several widths it is not age that decides, and behind 9 no version that is a date can ever come.
        return entry.Version.Length == newest.Version.Length
            ? new(entry.DisplayName, $"It is pending, but the newer {newest.DisplayName} is already applied.",
                $"Rename it to a version after {newest.Version}, or use --include-out-of-order.")
            : new(entry.DisplayName, $"It is pending, and {newest.DisplayName}, which is applied, comes after it in the text order of versions, which is the Supabase CLI's.",
                "Use --include-out-of-order.");
    }

    private static string Where(PlanEntry entry) => $"{entry.DisplayName}:{entry.Difference!.Line}";
}
