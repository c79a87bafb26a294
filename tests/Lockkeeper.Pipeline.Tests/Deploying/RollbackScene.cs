using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Reports;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Deploying;

/// <summary>A production to which one migration was deployed, and its rollback.</summary>
internal sealed class RollbackScene : IAsyncDisposable
{
    private RollbackScene(DeployScene deploy, CatalogSnapshot before) => (Deploy, Before) = (deploy, before);

    public DeployScene Deploy { get; }

    /// <summary>The catalog before the deployment.</summary>
    public CatalogSnapshot Before { get; }

    public string Deployment { get; private set; } = "";

    public string Backup { get; private set; } = "";

    public static async Task<RollbackScene> DeployedAsync(PostgresFixture server, string schema, string migration)
    {
        var deploy = await DeployScene.CreateAsync(server, schema);
        deploy.File("20250101000000_change.sql", migration).Options.Argument("yes", "").Argument("environment", "production");
        var scene = new RollbackScene(deploy, await CatalogAsync(deploy));
        var (failure, report) = await deploy.DeployAsync();
        failure.Should().BeNull();
        (scene.Deployment, scene.Backup) = (report.Deployment, report.Backup!.Path);
        return scene;
    }

    public Task<CatalogSnapshot> CatalogAsync() => CatalogAsync(Deploy);

    public async Task<(DeployFailure? Failure, DeploymentReport Report)> RollBackAsync(string? id = null)
    {
        if (id is not null) Deploy.Options.Argument("deployment", id);
        await using var deployment = Deploy.Deployment("Rollback");
        try
        {
            await deployment.RunAsync(Phase.Rollback, CancellationToken.None);
        }
        catch (DeployFailure)
        {
            // It is in Failure.
        }

        return (deployment.Failure, deployment.Close()!);
    }

    public ValueTask DisposeAsync() => Deploy.DisposeAsync();

    private static async Task<CatalogSnapshot> CatalogAsync(DeployScene deploy)
    {
        await using var target = TargetDatabase.For(deploy.Options.Resolve("DeployProduction").Database!, "lockkeeper look");
        await using var connection = await target.ConnectAsync(CancellationToken.None);
        return await CatalogReader.ReadAsync(connection, CancellationToken.None);
    }
}
