using System.Text.Json.Nodes;
using Lockkeeper.Supabase.Services;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.Services;

public sealed class RetryTests
{
    private static readonly Reply Version = new(200, """{"version":"v2.196.0","name":"GoTrue","description":"x"}""");
    private static readonly Reply BadGateway = new(502, "<html>bad gateway</html>");
    private static readonly Reply User = new(200, """{"id":"1","email":"a@b.c"}""");

    [Fact]
    public async Task An_idempotent_call_is_made_again_where_a_proxy_could_not_reach_the_service()
    {
        using var server = new LoopbackServer(BadGateway, BadGateway, Version);
        using var services = Clients.Of(server);

        (await services.Auth.VersionAsync(CancellationToken.None)).Should().Be("v2.196.0");
        server.Received.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_sign_up_is_not_made_again_on_a_mere_suspicion()
    {
        using var server = new LoopbackServer(BadGateway, User);
        using var services = Clients.Of(server);

        var failure = await Clients.FailureAsync(() => services.Auth.SignUpAsync("a@b.c", "secret-password", data: null, CancellationToken.None));

        (failure.Service, failure.Call, failure.Status).Should().Be(("auth", "POST /signup", 502));
        server.Received.Should().ContainSingle();
    }

    [Theory]
    [InlineData("POST", 429)]
    [InlineData("POST", 503)]
    [InlineData("PATCH", 429)]
    [InlineData("PATCH", 502)]
    [InlineData("PATCH", 503)]
    public async Task What_may_have_been_written_already_is_not_written_again_where_the_server_names_no_time(string method, int status)
    {
        using var server = new LoopbackServer(new Reply(status, """{"message":"not now"}"""), new Reply(200, """[{"id":1}]"""));
        using var services = Clients.Of(server);
        var (table, row) = (new RestTable("public", "t"), new JsonObject { ["id"] = 1 });

        var failure = await Clients.FailureAsync(() => method is "POST"
            ? services.Rest.InsertAsync(table, row, accessToken: null, CancellationToken.None)
            : services.Rest.UpdateAsync(table, "id=eq.1", row, accessToken: null, CancellationToken.None));

        failure.Status.Should().Be(status);
        server.Only.Method.Should().Be(method);
    }

    [Fact]
    public async Task A_change_that_the_server_put_off_is_made_again_when_it_says()
    {
        using var server = new LoopbackServer(new Reply(503, "{}", ("Retry-After", "1")), new Reply(200, """[{"id":1}]"""));
        using var services = Clients.Of(server);

        var rows = await services.Rest.UpdateAsync(new("public", "t"), "id=eq.1", new JsonObject { ["id"] = 1 }, accessToken: null, CancellationToken.None);

        rows.Should().HaveCount(1);
        server.Received.Select(r => r.Method).Should().Equal("PATCH", "PATCH");
    }

    [Theory]
    [InlineData("1795964400000")]
    [InlineData("1795964400")]
    [InlineData("99999999999999999999999999999999999999999999999999")]
    public async Task A_reset_that_is_a_moment_and_no_wait_is_a_failure_like_any_other(string reset)
    {
        using var server = new LoopbackServer(new Reply(429, """{"message":"slow down"}""", ("x-ratelimit-reset", reset)), Version);
        using var services = Clients.Of(server);

        (await Clients.FailureAsync(() => services.Auth.VersionAsync(CancellationToken.None))).Status.Should().Be(429);
        server.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task A_removal_whose_answer_was_lost_is_not_taken_for_one_of_nothing()
    {
        var gone = new Reply(404, """{"code":404,"error_code":"user_not_found","msg":"User not found"}""");
        using var server = new LoopbackServer(BadGateway, gone, gone, BadGateway, new Reply(400, """{"statusCode":"404","error":"not_found","message":"Object not found","code":"NoSuchKey"}"""));
        using var services = Clients.Of(server);

        (await services.Auth.DeleteUserAsync("u1", CancellationToken.None)).Should().BeTrue("the first attempt may have deleted it");
        (await services.Auth.DeleteUserAsync("u1", CancellationToken.None)).Should().BeFalse("nothing was lost this time");
        (await services.Storage.RemoveAsync(new StorageObject("b", "o"), accessToken: null, CancellationToken.None)).Should().BeTrue();
        server.Received.Should().HaveCount(5);
    }

    [Fact]
    public async Task A_removal_that_is_proven_by_its_rows_is_not_made_again()
    {
        using var server = new LoopbackServer(BadGateway, new Reply(200, "[]"));
        using var services = Clients.Of(server);

        var failure = await Clients.FailureAsync(() => services.Rest.DeleteAsync(new("public", "t"), "id=eq.1", accessToken: null, CancellationToken.None));

        failure.Status.Should().Be(502, "the second answer would say that there was nothing to delete");
    }

    [Theory]
    [InlineData(429, "x-ratelimit-reset")]
    [InlineData(503, "Retry-After")]
    public async Task A_sign_up_that_the_server_put_off_is_made_again_when_it_says(int status, string header)
    {
        using var server = new LoopbackServer(new Reply(status, """{"code":429,"error_code":"over_request_rate_limit","msg":"later"}""", (header, "1")), User);
        using var services = Clients.Of(server);
        var began = TimeProvider.System.GetTimestamp();

        await services.Auth.SignUpAsync("a@b.c", "secret-password", data: null, CancellationToken.None);

        server.Received.Should().HaveCount(2);
        TimeProvider.System.GetElapsedTime(began).Should().BeGreaterThan(TimeSpan.FromSeconds(0.9), "that is when it said to come back");
    }

    [Fact]
    public async Task A_server_that_asks_for_an_hour_is_a_failure_at_once()
    {
        using var server = new LoopbackServer(new Reply(429, """{"message":"slow down"}""", ("Retry-After", "3600")), Version);
        using var services = Clients.Of(server);

        var failure = await Clients.FailureAsync(() => services.Auth.VersionAsync(CancellationToken.None));

        failure.Status.Should().Be(429);
        server.Received.Should().ContainSingle();
    }

    [Fact]
    public async Task Tries_end_with_what_the_server_said_last()
    {
        using var server = new LoopbackServer(BadGateway);
        using var services = Clients.Of(server);

        var failure = await Clients.FailureAsync(() => services.Auth.VersionAsync(CancellationToken.None));

        failure.Message.Should().Be("auth: GET /health: 502: <html>bad gateway</html>");
        server.Received.Should().HaveCount(4);
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_named()
    {
        using var services = SupabaseServices.For(
            new Uri($"http://127.0.0.1:{Loopback.FreePort()}"), new ApiKey(Clients.Publishable), secret: null, TimeProvider.System, Clients.Hasty);

        var failure = await Clients.FailureAsync(() => services.Auth.VersionAsync(CancellationToken.None));

        failure.Status.Should().BeNull();
        failure.Message.Should().StartWith("auth: GET /health: ").And.Contain("refused");
    }

    [Fact]
    public async Task A_service_that_never_answers_is_given_up()
    {
        using var server = new LoopbackServer(new Reply(0, ""));
        using var services = Clients.Of(server, Clients.Hasty with { EachAttempt = TimeSpan.FromMilliseconds(500), Retries = 1 });

        var failure = await Clients.FailureAsync(() => services.Auth.VersionAsync(CancellationToken.None));

        failure.Message.Should().Be("auth: GET /health: no answer within 0.5 s");
        server.Received.Should().HaveCount(2);
    }

    [Fact]
    public async Task A_redirect_gets_no_key()
    {
        using var elsewhere = new LoopbackServer(Version);
        using var server = new LoopbackServer(new Reply(302, "", ("Location", elsewhere.Address.AbsoluteUri)));
        using var services = Clients.Of(server);

        (await Clients.FailureAsync(() => services.Auth.VersionAsync(CancellationToken.None))).Status.Should().Be(302);
        elsewhere.Received.Should().BeEmpty();
    }

    [Fact]
    public async Task Cancelling_ends_the_wait()
    {
        using var server = new LoopbackServer(new Reply(0, ""));
        using var services = Clients.Of(server);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await FluentActions.Awaiting(() => services.Auth.VersionAsync(cancel.Token)).Should().ThrowAsync<OperationCanceledException>();
    }
}
