using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Reports;

namespace Lockkeeper.Pipeline;

/// <summary>The report of a run that failed before it had a deployment, so that --json always answers in one shape.</summary>
public static class UnopenedDeployment
{
    /// <summary>Folded from a ledger in memory; nothing is written.</summary>
    public static DeploymentReport Report(DeployFailure failure, string target, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var opened = LedgerChain.Append(last: null, new DeploymentOpened("", "", target, Deployment.Version), now);
        var ended = LedgerChain.Append(opened.Entry, new DeploymentEnded(Endings.Of(failure), failure.ExitCode, 0, Endings.Reported(failure)), now);
        return DeploymentReport.From([opened.Entry, ended.Entry]);
    }
}
