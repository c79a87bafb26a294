using Lockkeeper.Evidence;
using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>What the results mean for a deployment: what it broke is undone, what was broken before it could not be mended by that.</summary>
internal static class SmokeVerdict
{
    /// <summary>The result with what is to be said of the run before Migrate.</summary>
    public static SmokeTestResult Told(SmokeTestResult result) => (result.Before, result.Status) switch
    {
        (SmokeTestStatus.Failed, SmokeTestStatus.Failed) => result with { Note = $"failed before this deployment as well: {result.Note}" },
        (SmokeTestStatus.Failed, SmokeTestStatus.Passed) => result with { Note = $"mended, it failed before this deployment: {result.Note}" },
        (SmokeTestStatus.Passed, SmokeTestStatus.Failed) => result with { Note = $"passed before this deployment: {result.Note}" },
        _ => result,
    };

    /// <summary>The failure; null where no test failed.</summary>
    /// <param name="results">All of them.</param>
    /// <param name="migrated">Whether this deployment applied anything.</param>
    public static DeployFailure? Of(IReadOnlyList<SmokeTestResult> results, bool migrated)
    {
        var failed = results.Where(r => r.Status == SmokeTestStatus.Failed).ToList();
        if (failed.Count == 0) return null;
        var old = migrated && failed.TrueForAll(f => f.Before is SmokeTestStatus.Failed);
        return new DeployFailure(
            old ? FailureCode.SmokeTestFailedBefore : FailureCode.SmokeTestFailed,
            $"{failed.Count} of {results.Count} smoke tests failed: {string.Join("; ", failed.Select(f => $"{f.Name}: {f.Note}"))}")
        {
            FailedBy = FailureSource.Gate,
            State = migrated ? FailureState.Applied : FailureState.NothingChanged,
            ExitCode = ExitCode.SmokeTestsFailed,
            Next = Next(old, migrated),
        };
    }

    private static string Next(bool old, bool migrated) => (old, migrated) switch
    {
        (true, _) => "The migrations are applied and stay: a rollback would not mend what had failed before. Correct the cause, then run ./build.sh --target=SmokeTests.",
        (_, true) => "The migrations are applied and stay: correct the cause with a new migration, or undo them with ./build.sh --target=Rollback, which keeps what was written since.",
        _ => "Nothing was applied. Correct the cause, then run the same command again.",
    };
}
