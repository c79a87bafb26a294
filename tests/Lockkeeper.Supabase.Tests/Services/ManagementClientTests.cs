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
            new Reply(200, """[{"name":"auth","status":"ACTIVE_HEALTHY"},{"name":"db","status":"UNHEALTHY","error":"no route"},{"name":"rest","status":"COMING_UP"},{"name":"storage","status":"ACTIVE_HEALTHY","error":null}]"""),
            new Reply(200, """{"region":"eu","pitr_enabled":true,"walg_enabled":true,"backups":[{"status":"COMPLETED","inserted_at":"2026-11-20T03:00:00Z"},{"status":"FAILED","inserted_at":"2026-11-21T03:00:00Z"}]}"""));
        using var client = Client(server);

        (await client.ProjectAsync(CancellationToken.None)).Should().Be(new ManagedProject("shop", "eu-west-2", "ACTIVE_HEALTHY", "db.x.supabase.co", "15.8.1.085"));
        var health = await client.HealthAsync(CancellationToken.None);
        health.Take(2).Should().Equal(new ServiceHealth("auth", "ACTIVE_HEALTHY", null), new ServiceHealth("db", "UNHEALTHY", "no route"));
        health.Where(h => h.IsHealthy).Select(h => h.Name).Should().Equal("auth", "storage");
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
    [InlineData("[]", "it does not say how auth is")]
    [InlineData("""[{"name":"auth","status":"ACTIVE_HEALTHY"},{"name":"db","status":"ACTIVE_HEALTHY"},{"name":"rest","status":"ACTIVE_HEALTHY"}]""", "it does not say how storage is")]
    [InlineData("""[{"name":"auth"},{"name":"db","status":"ACTIVE_HEALTHY"},{"name":"rest","status":"ACTIVE_HEALTHY"},{"name":"storage","status":"ACTIVE_HEALTHY"}]""", "it does not say how auth is")]
    [InlineData("""{"services":[]}""", "it has no list")]
    [InlineData("""["auth","db"]""", "management")]
    [InlineData("""[{"name":1,"status":true}]""", "management")]
    [InlineData("""[{"name":"auth","name":"db","status":"ACTIVE_HEALTHY"}]""", "management")]
    [InlineData("3", "it has no list")]
    public async Task A_health_of_another_shape_is_a_failure_and_no_good_news(string body, string why) =>
        await OfAnotherShapeAsync(body, why, c => c.HealthAsync(CancellationToken.None));

    [Theory]
    [InlineData("""{"result":[]}""", "it has no count")]
    [InlineData("""{"result":[{}]}""", "it has no count")]
    [InlineData("""{"result":[{"found":null}]}""", "it has no count")]
    [InlineData("""{"result":[{"found":"many"}]}""", "it has no count")]
    [InlineData("""{"result":[7]}""", "management")]
    [InlineData("""{"result":{"found":7}}""", "it has no list")]
    [InlineData("{}", "it has no list")]
    [InlineData("[]", "management")]
    public async Task Logs_without_a_count_are_a_failure_and_not_none(string body, string why) =>
        await OfAnotherShapeAsync(body, why, c => c.CountLogsAsync("true", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, CancellationToken.None));

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"name":1}""")]
    [InlineData("""{"name":"shop","database":"db"}""")]
    public async Task A_project_of_another_shape_is_a_failure(string body) => await OfAnotherShapeAsync(body, "management", c => c.ProjectAsync(CancellationToken.None));

    [Theory]
    [InlineData("7")]
    [InlineData("\"8\"")]
    public async Task Rows_of_the_logs_are_counted_whether_the_number_is_one_or_text(string found)
    {
        using var server = new LoopbackServer(new Reply(200, $$"""{"result":[{"found":{{found}}}]}"""));
        using var client = Client(server);

        (await client.CountLogsAsync("true", DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, CancellationToken.None)).Should().BeInRange(7, 8);
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

    [Theory]
    [InlineData("sbp_01\n23", "https://localhost/", "SUPABASE_ACCESS_TOKEN holds characters")]
    [InlineData(" \n", "https://localhost/", "SUPABASE_ACCESS_TOKEN holds characters")]
    [InlineData(Token, "http://management.example.com/", "by https")]
    public async Task A_token_that_cannot_travel_is_a_failure_before_anybody_is_asked(string token, string address, string why)
    {
        using var client = new ManagementClient(Project, token, TimeProvider.System, new Uri(address), Clients.Hasty);

        (await Clients.FailureAsync(() => client.ProjectAsync(CancellationToken.None))).Message.Should().Contain(why).And.NotContain("sbp_");
    }

    private static async Task OfAnotherShapeAsync(string body, string why, Func<ManagementClient, Task> ask)
    {
        using var server = new LoopbackServer(new Reply(200, body));
        using var client = Client(server);

        (await Clients.FailureAsync(() => ask(client))).Message.Should().StartWith("management: GET /v1/projects/").And.Contain("200: the answer is not what this service sends").And.Contain(why);
    }

    private static ManagementClient Client(LoopbackServer server) => new(Project, Token, TimeProvider.System, server.Address, Clients.Hasty);
}
