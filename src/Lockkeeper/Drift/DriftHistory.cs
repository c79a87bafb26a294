using Lockkeeper.Migrations;

namespace Lockkeeper.Drift;

/// <summary>What has to be known of the history before differences are read: they may come from nothing else.</summary>
public static class DriftHistory
{
    /// <summary>One sentence for every version that is not simply applied; none where there is nothing to tell.</summary>
    public static IEnumerable<string> Of(DeploymentPlan plan)
    {
        foreach (var entry in plan.Entries)
        {
            if (entry.State switch
            {
                MigrationState.Pending => "is pending: what it changes is not expected yet.",
                MigrationState.OutOfOrder => "is pending and older than an applied one: what it changes is not expected yet.",
                MigrationState.Modified => "was edited after it had been applied: what is expected is what the file says now.",
                MigrationState.Missing => "was applied and has no file.",
                _ => null,
            } is { } what)
                yield return $"{entry.DisplayName} {what}";
        }
    }

    /// <summary>One sentence for every version that only one of two histories has.</summary>
    public static IEnumerable<string> Of(string one, IReadOnlyList<HistoryRow> first, string other, IReadOnlyList<HistoryRow> second) =>
        Only(one, first, second).Concat(Only(other, second, first));

    private static IEnumerable<string> Only(string environment, IReadOnlyList<HistoryRow> here, IReadOnlyList<HistoryRow> there) =>
        here.ExceptBy(there.Select(r => r.Version), r => r.Version, StringComparer.Ordinal)
            .Select(r => $"{(r.Name is { Length: > 0 } name ? $"{r.Version}_{name}" : r.Version)} is applied on {environment} only.");
}
