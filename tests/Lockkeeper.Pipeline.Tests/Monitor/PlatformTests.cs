using Lockkeeper.Pipeline.Monitor;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Supabase.Services;
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

        (await new PlatformState(client, TimeProvider.System).AskAsync(CancellationToken.None)).Should().Be((1, (double?)7));
    }

    [Fact]
    public async Task Asks_no_more_than_the_platform_allows()
    {
        using var service = new ManagementService();
        using var client = service.Client();
        var platform = new PlatformState(client, TimeProvider.System);

        (await platform.AskAsync(CancellationToken.None)).Should().Be((0, (double?)0));
        for (var i = 0; i < 20; i++) (await platform.AskAsync(CancellationToken.None)).Should().BeNull("nothing was asked, so nothing is known");

        service.Requests.Should().Be(2, "it may be asked again after five seconds");
    }

    [Fact]
    public async Task A_platform_that_does_not_answer_is_not_asked_more_often_for_that()
    {
        using var service = new ManagementService { Instead = "[]" };
        using var client = service.Client();
        var platform = new PlatformState(client, TimeProvider.System);

        (await platform.Awaiting(p => p.AskAsync(CancellationToken.None)).Should().ThrowExactlyAsync<ServiceFailure>()).WithMessage("*it does not say how auth is");
        (await platform.AskAsync(CancellationToken.None)).Should().BeNull();

        service.Requests.Should().Be(1);
    }

    [PostgresFact]
    public async Task A_token_that_no_header_may_hold_proves_nothing_and_is_no_bug_of_ours()
    {
        using var service = new ManagementService { HasMarker = true };

        (await ProveAsync(service, "sbp_secret\n")).Proven.Should().BeTrue("a line break at the end is not part of it");
        var proof = await ProveAsync(service, "sbp_\nsecret");

        proof.Proven.Should().BeFalse();
        proof.Note.Should().Contain("SUPABASE_ACCESS_TOKEN").And.NotContain("secret");
    }

    [PostgresFact]
    public async Task An_answer_that_is_not_what_it_says_it_is_proves_nothing_and_is_no_bug_of_ours()
    {
        using var service = new ManagementService { SaysGzip = true };

        var proof = await ProveAsync(service);

        proof.Proven.Should().BeFalse();
        proof.Note.Should().StartWith("the answer cannot be read");
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

    private async Task<LogProof> ProveAsync(ManagementService? service, string token = "sbp_secret")
    {
        await using var scene = await DeployScene.CreateAsync(server);
        await using var target = TargetDatabase.For(scene.Options.Resolve("DeployProduction").Database!, "lockkeeper proof");
        using var client = service?.Client(token);
        return await new TargetLog(target, target, client, TimeProvider.System) { OnThePlatform = TimeSpan.FromSeconds(1) }.ProveAsync("some-deployment", CancellationToken.None);
    }
}
