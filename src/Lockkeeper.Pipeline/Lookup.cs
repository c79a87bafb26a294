using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline;

/// <summary>A look at a target without touching it: what Status and Plan show.</summary>
/// <param name="Server">Who answered.</param>
/// <param name="Plan">The folder beside the history.</param>
public sealed record Lookup(TargetIdentity Server, DeploymentPlan Plan)
{
    /// <summary>Reads the folder and the history; takes no lock and leaves no report.</summary>
    public static async Task<Lookup> AtAsync(DeployOptions options, PipelineServices services, CancellationToken token)
    {
        var folder = await MigrationFiles.ReadAsync(options.MigrationsFolder, token);
        await using var target = await Target.OpenAsync(options, folder, "lockkeeper status", services, token);
        await using var connection = await target.Database.ConnectAsync(token);
        var identity = await ServerIntroduction.AskAsync(connection, token);
        return new Lookup(identity, DeploymentPlan.Between(folder, await HistoryTable.ReadAsync(connection, token)));
    }
}
