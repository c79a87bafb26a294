using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Supabase.Tests.Services;

public sealed class ManagementClientTests
{
    private const string Project = "abcdefghijklmnopqrst";
    private const string Token = "sbp_0123456789abcdef";

    [Fact]
    public async Task A_project_its_health_and_its_backups_are_read()
    {
        using var server = new LoopbackServer(
            new Reply(200, """{"id":"x","ref":"x","name":"shop","region":"eu-west-2","status":"ACTIVE_HEALTHY","database":{"host":"db.x.supabase.co","version":"15.8.1.085","postgres_engine":"15"}}"""),
            new Reply(200, """[{"name":"auth","status":"ACTIVE_HEALTHY"},{"name":"db","status":"UNHEALTHY","error":"no route"}]"""),
            new Reply(200, """{"region":"eu","pitr_enabled":true,"walg_enabled":true,"backups":[{"status":"COMPLETED","inserted_at":"2026-11-20T03:00:00Z"},{"status":"FAILED","inserted_at":"2026-11-21T03:00:00Z"}]}"""));
        using var client = Client(server);

        (await client.ProjectAsync(CancellationToken.None)).Should().Be(new ManagedProject("shop", "eu-west-2", "ACTIVE_HEALTHY", "db.x.supabase.co", "15.8.1.085"));
        (await client.HealthAsync(CancellationToken.None)).Should().Equal(new ServiceHealth("auth", "ACTIVE_HEALTHY", null), new ServiceHealth("db", "UNHEALTHY", "no route"));
        (await client.BackupsAsync(CancellationToken.None)).Should().Be(new PlatformBackups(true, new DateTimeOffset(2026, 11, 20, 3, 0, 0, TimeSpan.Zero)));
        server.Received.Should().OnlyContain(r => r.Headers["Authorization"] == $"Bearer {Token}" && r.Path.StartsWith($"/v1/projects/{Project}"));
    }

    [Fact]
    public async Task Logs_are_asked_for_in_one_window_and_an_error_in_the_answer_is_one()
    {
        using var server = new LoopbackServer(new Reply(200, """{"result":[{"event_message":"LOG: hello"}]}"""), new Reply(200, """{"result":[],"error":"no such column"}"""));
        using var client = Client(server);
        var at = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

        (await client.LogsAsync("select event_message from logs", at, at.AddMinutes(1), CancellationToken.None)).Should().ContainSingle();
        var failure = await Clients.FailureAsync(() => client.LogsAsync("select x from logs", at, at.AddMinutes(1), CancellationToken.None));

        server.Received[0].Path.Should().Contain("sql=select%20event_message%20from%20logs").And.Contain("iso_timestamp_start=2026-11-22T10%3A00%3A00.000Z");
        failure.Message.Should().Contain("no such column").And.NotContain("sql=");
    }

    [Theory]
    [InlineData("short")]
    [InlineData("ABCDEFGHIJKLMNOPQRST")]
    [InlineData("abcdefghijklmnopqrs/")]
    public void What_is_no_project_ref_is_refused(string projectRef) =>
        FluentActions.Invoking(() => new ManagementClient(projectRef, Token, TimeProvider.System)).Should().ThrowExactly<ArgumentException>().WithMessage("*20 lower-case letters*");

    [Fact]
    public async Task The_access_token_is_never_repeated()
    {
        using var server = new LoopbackServer(new Reply(401, $$"""{"message":"token {{Token}} is not known"}"""));
        using var client = Client(server);

        (await Clients.FailureAsync(() => client.ProjectAsync(CancellationToken.None))).ToString().Should().Contain("401").And.NotContain(Token);
    }

    private static ManagementClient Client(LoopbackServer server) => new(Project, Token, TimeProvider.System, server.Address, Clients.Hasty);
}
