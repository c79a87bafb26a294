using Lockkeeper.Evidence;

namespace Lockkeeper.Build;

/// <summary>A phase of the deployment as a Cake task.</summary>
/// <param name="phase">Which one.</param>
public abstract class PhaseTask(Phase phase) : LockkeeperTask
{
    /// <inheritdoc />
    protected sealed override Task ExecuteAsync(DeployContext context, CancellationToken token) => context.Deployment.RunAsync(phase, token);
}
