using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>The target must be the one that the configuration says it is: a right password on a wrong server is the worst mistake.</summary>
internal static class IdentityGate
{
    public static IEnumerable<GateFinding> Look(DeployOptions options, TargetIdentity identity)
    {
        if (options.Identity is not { SystemIdentifier: { } expected }) yield break;
        if (string.Equals(expected, identity.SystemIdentifier, StringComparison.Ordinal)) yield break;
        yield return new GateFinding(FailureCode.WrongTarget, new Problem(
            $"environments.{options.Environment}.identity.systemIdentifier",
            $"is {expected}, but {identity} says {identity.SystemIdentifier ?? "nothing (pg_control_system is not allowed)"}.",
            "Check the database URL; if the server was replaced on purpose, put its identifier into lockkeeper.yaml."));
    }
}
