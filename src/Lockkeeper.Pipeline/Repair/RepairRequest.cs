using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Repair;

/// <summary>What the command line alone says about a repair.</summary>
internal static class RepairRequest
{
    /// <summary>Refuses what cannot be meant, before anything is contacted.</summary>
    /// <exception cref="DeployFailure">Every mistake, with exit code 2.</exception>
    public static void Check(RepairOptions wanted)
    {
        List<Problem> problems = [];
        if (wanted is { Applied: [], Reverted: [], Baseline: null })
        {
            problems.Add(new(
                "Repair",
                "needs the versions to correct; without them it touches nothing.",
                "Give --applied=VERSION,… (record as applied), --reverted=VERSION,… (take out), or --baseline=VERSION for an empty history."));
        }

        if (wanted is { Baseline: not null } and not { Applied: [], Reverted: [] })
            problems.Add(new("--baseline", "stands for a history that is empty, the others for one that is not.", "Leave one of them out."));
        foreach (var version in wanted.Applied.Intersect(wanted.Reverted, StringComparer.Ordinal))
            problems.Add(new("--reverted", $"names {version}, and so does --applied.", "Leave one of the two out."));
        if (problems.Count > 0) throw DeployFailure.BadConfiguration(problems);
    }
}
