using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline;

/// <summary>How far the target that was asked for goes.</summary>
public static class RequestedChain
{
    private static readonly HashSet<string> Deploys =
        new(StringComparer.OrdinalIgnoreCase) { "Default", "Rehearse", "RehearseStaging", "DeployStaging", "DeployProduction" };

    extension(DeployOptions options)
    {
        /// <summary>Whether the whole chain was asked for by the name of a deployment, and not for the sake of a single phase.</summary>
        public bool IsDeploy => Deploys.Contains(options.Target);

        /// <summary>Whether an earlier deployment is to be undone.</summary>
        public bool IsRollback => string.Equals(options.Target, nameof(Phase.Rollback), StringComparison.OrdinalIgnoreCase);

        /// <summary>Whether the run goes at least as far as this phase.</summary>
        public bool Reaches(Phase phase) =>
            options.IsDeploy ? phase <= Phase.Monitor : Enum.GetValues<Phase>().Any(last => last is not Phase.Rollback && last >= phase && string.Equals(last.ToString(), options.Target, StringComparison.OrdinalIgnoreCase));
    }
}
