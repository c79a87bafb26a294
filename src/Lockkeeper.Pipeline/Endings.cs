using Lockkeeper.Evidence;
using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline;

/// <summary>How a run ended, as reports name it.</summary>
internal static class Endings
{
    /// <summary>The outcome of a run that failed.</summary>
    public static Outcome Of(DeployFailure failure) => failure.ExitCode switch
    {
        ExitCode.Refused => Outcome.Refused,
        ExitCode.RolledBack => Outcome.RolledBack,
        ExitCode.Unknown => Outcome.Unknown,
        ExitCode.Inconclusive => Outcome.Inconclusive,
        _ => Outcome.Failed,
    };

    /// <summary>The failure as a ledger keeps it.</summary>
    public static ReportedFailure Reported(DeployFailure f) => new(f.Code, f.FailedBy, f.Message, f.State, f.Next, f.SqlState, f.Problems);
}
