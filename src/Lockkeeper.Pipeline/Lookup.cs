using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Reports;
using Npgsql;

namespace Lockkeeper.Pipeline;

/// <summary>A look at a target without touching it: what Status and Plan show.</summary>
/// <param name="Server">Who answered.</param>
/// <param name="Plan">The folder beside the history.</param>
public sealed record Lookup(TargetIdentity Server, DeploymentPlan Plan)
{
    /// <summary>What the contract says of the target; null where its catalog was not read.</summary>
    public PlannedContract? Contract { get; private init; }

    /// <summary>Reads the folder and the history; takes no lock and leaves no report.</summary>
    /// <param name="options">Which target.</param>
    /// <param name="services">The clock and who is told.</param>
    /// <param name="contract">Whether to read the catalog too, and to look in it for what pending headers name.</param>
    /// <param name="token">Ends it.</param>
    public static async Task<Lookup> AtAsync(DeployOptions options, PipelineServices services, bool contract, CancellationToken token)
    {
        var folder = await MigrationFiles.ReadAsync(options.MigrationsFolder, token);
        await using var target = await Target.OpenAsync(options, folder, "lockkeeper status", services, token);
        await using var connection = await target.Database.ConnectAsync(token);
        var identity = await ServerIntroduction.AskAsync(connection, token);
        var plan = DeploymentPlan.Between(folder, await HistoryTable.ReadAsync(connection, token));
        return new Lookup(identity, plan) { Contract = contract && plan.Pending.Count > 0 ? await ContractAsync(options, plan, connection, token) : null };
    }

    private static async Task<PlannedContract> ContractAsync(DeployOptions options, DeploymentPlan plan, NpgsqlConnection connection, CancellationToken token) =>
        new(options.Contract.Preserves.Data, Contracts.Contract.Unknown(plan, await CatalogReader.ReadAsync(connection, token)));
}
