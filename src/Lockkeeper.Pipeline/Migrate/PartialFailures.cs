using Lockkeeper.Evidence;
using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>Failures after a first COMMIT: something is applied, whatever the cause itself says.</summary>
internal static class PartialFailures
{
    /// <summary>Some of the pending migrations are committed and the next one is not, because it failed or because of a signal.</summary>
    public static DeployFailure Partly(IReadOnlyList<AppliedMigration> applied, int pending, Exception cause)
    {
        var failure = cause as DeployFailure ?? new DeployFailure(FailureCode.Interrupted, "Interrupted.", cause)
        {
            FailedBy = FailureSource.Options,
            ExitCode = ExitCode.Unknown,
            Next = "Run the same command again: it applies the rest.",
        };
        return new DeployFailure(
            failure.Code,
            $"{failure.Message}\n  {applied.Count} of {pending} pending migrations are applied and stay: {Versions(applied)}; "
            + "the one that was running was rolled back.",
            cause)
        {
            FailedBy = failure.FailedBy,
            State = FailureState.Dirty,
            ExitCode = ExitCode.Unknown,
            SqlState = failure.SqlState,
            Problems = failure.Problems,
            Next = $"Decide whether the part that is applied may stay. If so: {failure.Next}",
        };
    }

    /// <summary>All are committed, but what they changed could not be read.</summary>
    public static DeployFailure NotReadBack(IReadOnlyList<AppliedMigration> applied, Exception cause) =>
        new(FailureCode.ConnectionLost,
            $"{Versions(applied)} committed, but the target cannot be read since then: {cause.Message}", cause)
        {
            FailedBy = FailureSource.Link,
            State = FailureState.Applied,
            ExitCode = ExitCode.Unknown,
            Next = "See why the target does not answer; --target=Status shows what is applied. Smoke tests and monitor did not run.",
        };

    private static string Versions(IReadOnlyList<AppliedMigration> applied) => string.Join(", ", applied.Select(a => a.Version));
}
