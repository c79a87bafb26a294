using Lockkeeper.Catalog;
using Lockkeeper.Contracts;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>What pending headers declare must be there to be removed, altered or emptied.</summary>
internal static class HeaderGate
{
    public static IReadOnlyList<GateFinding> Look(DeploymentPlan plan, CatalogSnapshot catalog) =>
        [.. Contract.Unknown(plan, catalog).Select(problem => new GateFinding(FailureCode.ContractHeader, problem))];
}
