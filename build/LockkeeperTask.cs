using Cake.Core;
using Cake.Frosting;
using Lockkeeper.Failures;

namespace Lockkeeper.Build;

/// <summary>Runs a task and keeps what ended it: Cake turns every failure into exit code 1, Lockkeeper's say more.</summary>
public abstract class LockkeeperTask : FrostingTask<DeployContext>
{
    /// <inheritdoc />
    public sealed override void Run(DeployContext context) =>
        // The main thread waits. If it did not, each method of Cake that calls the next would be continued later, and the code for that takes longer
        // to load than a development database takes to answer.
        RunAsync(context).GetAwaiter().GetResult();

    /// <summary>What the task does.</summary>
    protected abstract Task ExecuteAsync(DeployContext context, CancellationToken token);

    private async Task RunAsync(DeployContext context)
    {
        try
        {
            await ExecuteAsync(context, context.Run.Token);
        }
        catch (Exception e)
        {
            var failure = context.Run.Failure = e as DeployFailure ?? Unexpected(context, e);
            // The whole story is told at the end of the run; Cake repeats only this line.
            throw new CakeException($"{GetType().Name} did not succeed (exit code {(int)failure.ExitCode}).", e);
        }
    }

    private static DeployFailure Unexpected(DeployContext context, Exception e) => context.Run.Token.IsCancellationRequested
        ? new DeployFailure(FailureCode.Interrupted, "Interrupted.", e)
        {
            FailedBy = FailureSource.Options,
            ExitCode = context.Run.InterruptedBy,
            Next = "Run the same command again.",
        }
        : new DeployFailure(FailureCode.Bug, e.ToString(), e)
        {
            FailedBy = FailureSource.Us,
            ExitCode = ExitCode.Bug,
            Next = "This is a defect: please report it.",
        };
}
