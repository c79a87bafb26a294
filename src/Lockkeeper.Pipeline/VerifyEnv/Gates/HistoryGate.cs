using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>The target's history and the migrations folder must tell the same story.</summary>
internal static class HistoryGate
{
    public static IEnumerable<GateFinding> Look(DeployOptions options, DeploymentPlan plan) =>
        plan.Refusals(options.IncludeOutOfOrder).SelectMany(group => group.Problems.Select(problem => new GateFinding(group.Code, problem)));
}
