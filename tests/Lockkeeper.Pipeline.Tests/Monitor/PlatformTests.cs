using Lockkeeper.Pipeline.Monitor;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>What the platform says of a project, and whether its log is really watched.</summary>
public sealed class PlatformTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [Fact]
    public async Task Tells_services_that_are_not_healthy_and_errors_in_the_log()
    {
        using var service = new ManagementService { Health = "UNHEALTHY", Errors = 7 };
        using var client = service.Client();

        (await new PlatformState(client, TimeProvider.System).AskAsync(CancellationToken.None)).Should().Be((1, 7.0));
    }

    [Fact]
    public async Task Asks_no_more_than_the_platform_allows()
    {
        using var service = new ManagementService();
        using var client = service.Client();
        var platform = new PlatformState(client, TimeProvider.System);

        for (var i = 0; i < 20; i++) (await platform.AskAsync(CancellationToken.None)).Should().Be((0, 0.0));

        service.Requests.Should().Be(2, "the answer holds for five seconds");
    }

    [PostgresFact]
    public async Task Where_the_server_keeps_no_file_the_line_is_looked_for_in_the_platforms_logs()
    {
        using var service = new ManagementService { HasMarker = true };

        var proof = await ProveAsync(service);

        proof.Should().Be(new LogProof(Proven: true, "a line written into the server's log was found in the platform's logs"));
    }

    [PostgresFact]
    public async Task A_line_that_does_not_arrive_proves_nothing_and_says_what_is_missing()
    {
        using var service = new ManagementService();

        var proof = await ProveAsync(service);

        proof.Proven.Should().BeFalse();
        proof.Note.Should().Contain("logging_collector is off").And.Contain("did not arrive in the platform's logs");
    }

    [PostgresFact]
    public async Task Without_the_platform_it_says_what_to_configure()
    {
        var proof = await ProveAsync(service: null);

        proof.Proven.Should().BeFalse();
        proof.Note.Should().Contain("logging_collector is off").And.Contain("SUPABASE_ACCESS_TOKEN");
    }

    private async Task<LogProof> ProveAsync(ManagementService? service)
    {
        await using var scene = await DeployScene.CreateAsync(server);
        await using var target = TargetDatabase.For(scene.Options.Resolve("DeployProduction").Database!, "lockkeeper proof");
        using var client = service?.Client();
        return await new TargetLog(target, target, client, TimeProvider.System) { OnThePlatform = TimeSpan.FromSeconds(1) }.ProveAsync("some-deployment", CancellationToken.None);
    }
}
