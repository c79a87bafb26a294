using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Rollback;

/// <summary>How a deployment ends whose smoke tests or monitor failed, once it was to be rolled back.</summary>
internal static class RollbackEndings
{
    /// <summary>It is undone: exit 5.</summary>
    public static DeployFailure Done(DeployFailure cause) =>
        new(cause.Code, $"{cause.Message}\nThe deployment was rolled back: the catalog is the one before it, and rows written since are kept.", cause)
        {
            FailedBy = cause.FailedBy,
            State = FailureState.RolledBack,
            ExitCode = ExitCode.RolledBack,
            SqlState = cause.SqlState,
            Problems = cause.Problems,
            Next = "Correct the cause in the migrations, rehearse with ./build.sh, then deploy again.",
        };

    /// <summary>It is not: exit 6, whatever the reason.</summary>
    public static DeployFailure NotDone(DeployFailure cause, DeployFailure why, string deployment, string environment) =>
        new(why.Code is FailureCode.Interrupted ? FailureCode.RollbackFailed : why.Code, $"{cause.Message}\nThe rollback was not done: {why.Message}", why)
        {
            FailedBy = why.FailedBy,
            State = why.State is FailureState.Dirty ? FailureState.Dirty : FailureState.Applied,
            ExitCode = ExitCode.Unknown,
            SqlState = why.SqlState,
            Problems = why.Problems,
            Next = $"{(why.Code is FailureCode.Interrupted ? "Decide whether the deployment may stay." : why.Next)} "
                + $"To try again: ./build.sh --target=Rollback --deployment={deployment} --environment={environment}",
        };
}
