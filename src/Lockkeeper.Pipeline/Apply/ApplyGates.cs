using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.VerifyEnv;
using Lockkeeper.Pipeline.VerifyEnv.Gates;
using Lockkeeper.Postgres.History;

namespace Lockkeeper.Pipeline.Apply;

/// <summary>The little that even a development database has to be: the right one, writable, and with a history that fits the folder.</summary>
internal static class ApplyGates
{
    /// <summary>Refuses protected environments by what the configuration says, before anything is contacted.</summary>
    public static void RefuseProtected(DeployOptions options)
    {
        if (!options.Protected) return;
        var instead = options.Environment switch
        {
            "production" => "DeployProduction",
            "staging" => "DeployStaging",
            var other => $"Monitor --environment={other}",
        };
        var key = $"environments.{options.Environment}.protected";
        throw DeployFailure.Refused(
            FailureCode.ProtectedEnvironment,
            $"{options.Environment} is protected ({key}), and Apply takes no backup, rehearses nothing and looks at hardly any gate.",
            $"Run ./build.sh --target={instead}; if a mistake on this database would hurt nobody, set {key}: false in lockkeeper.yaml.");
    }

    /// <summary>Looks at what was read under the deployment lock.</summary>
    /// <exception cref="DeployFailure">Refused; every finding is listed.</exception>
    public static void Look(DeployOptions options, HistoryReading reading, DeploymentPlan plan)
    {
        List<GateFinding> findings = [.. IdentityGate.Look(options, reading.Server)];
        if (plan.Pending.Count > 0) findings.AddRange(ServerGate.Look(reading.Server, reading.Mode));
        findings.AddRange(HistoryGate.Look(options, plan));
        if (findings.Count == 0) return;
        var next = plan.Refusals(options.IncludeOutOfOrder) is [var only] && only.Problems.Count == findings.Count
            ? only.Next
            : "Correct what is listed and run the same command again; nothing was touched.";
        throw DeployFailure.Refused(findings[0].Code, "Nothing can be applied:", [.. findings.Select(f => f.Problem)], next);
    }
}
