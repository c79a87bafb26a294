using System.Net;
using System.Net.Sockets;
using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Apply;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Reports;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Apply;

/// <summary>What Apply begins before Cake knows its tasks.</summary>
public sealed class ApplyAheadTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private static readonly string[] Plain = ["--target=Apply", "--environment=production"];

    [Theory]
    [InlineData("--target=DeployProduction")]
    [InlineData("--target=Apply", "--dryrun")]
    [InlineData("--target=Apply", "--tree")]
    [InlineData("--target=Apply", "--exclusive")]
    [InlineData("--target=Apply", "--nosuch=1")]
    [InlineData("--target", "Apply")]
    [InlineData("--target=Apply", "--target=Plan")]
    [InlineData("--environment=development")]
    public void Begins_only_where_the_arguments_surely_mean_a_run_of_Apply(params string[] arguments) =>
        ApplyAhead.Begin(arguments, _ => throw new InvalidOperationException("Nobody may ask."), TimeProvider.System).Should().BeNull();

    [PostgresFact]
    public async Task Its_sessions_are_those_that_apply()
    {
        await using var scene = await SceneAsync();
        await using var proxy = new RoundTrips(server.Cluster.Port);
        var url = scene.Options.Resolve("Apply").Database!;
        scene.Options.Variable(
            "PRODUCTION_DATABASE_URL", $"postgresql://{url.Username}:{url.Password}@127.0.0.1:{proxy.Port}/{url.Database}?sslmode=disable&gssencmode=disable");
        await using var ahead = Begin(scene);

        var report = await ApplyAsync(scene, ahead);

        report.Outcome.Should().Be(Outcome.Succeeded);
        proxy.Sessions.Should().Be(2);
    }

    [PostgresFact]
    public async Task Begun_for_another_database_it_is_left_alone()
    {
        await using var other = await SceneAsync();
        await using var scene = await SceneAsync();
        await using (var ahead = Begin(other)) (await ApplyAsync(scene, ahead)).Outcome.Should().Be(Outcome.Succeeded);

        (await scene.ScalarAsync<bool>("select to_regclass('a') is not null")).Should().BeTrue();
        (await other.ScalarAsync<bool>("select to_regclass('a') is null")).Should().BeTrue();
        (await other.ScalarAsync<long>("select count(*) from pg_stat_activity where datname = current_database() and application_name like 'lockkeeper 2%'")).Should().Be(0);
    }

    [PostgresFact]
    public async Task Of_a_protected_environment_nothing_is_contacted()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        await using var scene = await DeployScene.CreateAsync(server);
        scene.Options.Argument("environment", "production")
            .Variable("PRODUCTION_DATABASE_URL", $"postgresql://u:pw@127.0.0.1:{((IPEndPoint)nobody.LocalEndpoint).Port}/app?sslmode=disable");

        await using (Begin(scene))
        {
            // Disposing waits until it has begun whatever it begins.
        }

        nobody.Pending().Should().BeFalse();
    }

    [PostgresFact]
    public async Task Options_that_are_wrong_are_left_to_the_run_to_tell()
    {
        await using var scene = await SceneAsync();
        scene.Options.Yaml("environments: { production: { protected: maybe } }");
        var ahead = Begin(scene);

        await FluentActions.Awaiting(() => ahead.DisposeAsync().AsTask()).Should().NotThrowAsync();
    }

    private static ApplyAhead Begin(DeployScene scene) => ApplyAhead.Begin(Plain, _ => scene.Options.Sources("Apply"), TimeProvider.System)!;

    private static async Task<DeploymentReport> ApplyAsync(DeployScene scene, ApplyAhead ahead)
    {
        var run = new ApplyRun(scene.Options.Resolve("Apply"), scene.Services(), ahead);
        await run.RunAsync(CancellationToken.None);
        return run.Report!;
    }

    private async Task<DeployScene> SceneAsync()
    {
        var scene = await DeployScene.CreateAsync(server);
        scene.Production("protected: false").File("20240101000000_first.sql", "create table a (id int);").Options.Argument("environment", "production");
        return scene;
    }
}
