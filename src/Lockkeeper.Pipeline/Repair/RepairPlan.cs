using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Repair;

/// <summary>Which rows a repair is about: those that were named, and no other.</summary>
internal static class RepairPlan
{
    private const string Next = "Run ./build.sh --target=Status to see every version of folder and history; nothing was touched.";

    /// <summary>The rows as they are and as they are to be, by version.</summary>
    /// <exception cref="DeployFailure">Refused: versions without a file or a row, all of them listed; or a history that is not empty.</exception>
    public static IReadOnlyList<HistoryChange> Of(RepairOptions wanted, MigrationFolder folder, IReadOnlyList<HistoryRow> history)
    {
        if (wanted.Baseline is { } baseline) return Baseline(baseline, folder, history);
        var files = folder.Migrations.ToDictionary(m => m.Version, StringComparer.Ordinal);
        var rows = history.ToDictionary(r => r.Version, StringComparer.Ordinal);
        List<Problem> problems =
        [
            .. wanted.Applied.Where(v => !files.ContainsKey(v)).Select(v => NoFile("--applied", v, folder)),
            .. wanted.Reverted.Where(v => !rows.ContainsKey(v))
                .Select(v => new Problem("--reverted", $"names {v}, which is not in the history.", "Correct the version, or leave it out.")),
        ];
        if (problems.Count > 0) throw DeployFailure.Refused(FailureCode.UnknownVersion, "The history cannot be corrected so:", problems, Next);
        return
        [
            .. wanted.Applied.Select(v => new HistoryChange(v, rows.GetValueOrDefault(v), HistoryChange.Recorded(files[v])))
                .Concat(wanted.Reverted.Select(v => new HistoryChange(v, rows[v], After: null)))
                .OrderBy(c => c.Version, StringComparer.Ordinal),
        ];
    }

    private static List<HistoryChange> Baseline(string version, MigrationFolder folder, IReadOnlyList<HistoryRow> history)
    {
        if (history.Count > 0)
        {
            throw DeployFailure.Refused(
                FailureCode.HistoryNotEmpty,
                $"The history has {history.Count} row(s), the newest {history[^1].Version}; a baseline is for a database whose history is empty.",
                "Name single versions with --applied=VERSION,… and --reverted=VERSION,… instead; ./build.sh --target=Status shows them.");
        }

        if (!folder.Migrations.Any(m => string.Equals(m.Version, version, StringComparison.Ordinal)))
            throw DeployFailure.Refused(FailureCode.UnknownVersion, "The history cannot be given this baseline:", [NoFile("--baseline", version, folder)], Next);
        return
        [
            .. folder.Migrations.Where(m => string.CompareOrdinal(m.Version, version) <= 0)
                .Select(m => new HistoryChange(m.Version, Before: null, HistoryChange.Recorded(m))),
        ];
    }

    private static Problem NoFile(string argument, string version, MigrationFolder folder) =>
        new(argument, $"names {version}, for which {folder.Folder} has no file.", "Correct the version, or check out the branch that has the file.");
}
