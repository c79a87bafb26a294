using System.Text.Json.Nodes;

namespace Lockkeeper.Supabase.Tests.Services;

public sealed class AuthClientTests
{
    private const string Session = """{"access_token":"h.p.s","token_type":"bearer","expires_in":3600,"expires_at":1,"refresh_token":"r","user":{"id":"u1","email":"a@b.c"}}""";

    [Fact]
    public async Task A_broken_trigger_is_told_in_the_services_words()
    {
        using var server = new LoopbackServer(new Reply(
            500, """{"code":500,"error_code":"unexpected_failure","msg":"Database error saving new user"}""", ("x-sb-error-code", "unexpected_failure"), ("sb-request-id", "r-17")));
        using var services = Clients.Of(server);

        var failure = await Clients.FailureAsync(() => services.Auth.SignUpAsync("a@b.c", "secret-password", data: null, CancellationToken.None));

        failure.Code.Should().Be("unexpected_failure");
        failure.Message.Should().Be("auth: POST /signup: 500 unexpected_failure: Database error saving new user (request r-17)");
    }

    [Fact]
    public async Task A_constraint_that_failed_in_the_trigger_keeps_its_SQLSTATE()
    {
        using var server = new LoopbackServer(new Reply(500, """{"code":"23502","message":"null value in column \"name\""}"""));
        using var services = Clients.Of(server);

        (await Clients.FailureAsync(() => services.Auth.SignUpAsync("a@b.c", "p", data: null, CancellationToken.None))).Code.Should().Be("23502");
    }

    [Fact]
    public async Task Signing_up_gives_a_session_where_nothing_has_to_be_confirmed()
    {
        using var server = new LoopbackServer(new Reply(200, Session), new Reply(200, """{"id":"u2","email":"x@b.c"}"""));
        using var services = Clients.Of(server);

        var confirmed = await services.Auth.SignUpAsync("a@b.c", "p", new JsonObject { ["name"] = "A" }, CancellationToken.None);
        var open = await services.Auth.SignUpAsync("x@b.c", "p", data: null, CancellationToken.None);

        (confirmed.User.Id, confirmed.Session!.AccessToken, confirmed.Session.ExpiresIn).Should().Be(("u1", "h.p.s", TimeSpan.FromHours(1)));
        confirmed.Session.ToString().Should().NotContain("h.p.s");
        (open.User.Id, open.Session).Should().Be(("u2", null));
        JsonNode.Parse(server.Received[0].Body)!["data"]!["name"]!.ToString().Should().Be("A");
    }

    [Fact]
    public async Task An_administrator_creates_confirmed_users_with_the_secret_key()
    {
        using var server = new LoopbackServer(new Reply(200, """{"id":"u1","email":"a@b.c"}"""));
        using var services = Clients.Of(server);

        await services.Auth.CreateUserAsync("a@b.c", "p", data: null, CancellationToken.None);

        (server.Only.Path, server.Only.Headers["apikey"]).Should().Be(("/auth/v1/admin/users", Clients.Secret));
        JsonNode.Parse(server.Only.Body)!["email_confirm"]!.GetValue<bool>().Should().BeTrue();
    }

    [Fact]
    public async Task A_token_is_never_repeated_in_a_failure()
    {
        using var server = new LoopbackServer(new Reply(403, $$"""{"code":403,"error_code":"bad_jwt","msg":"invalid token h.p.s for key {{Clients.Publishable}}"}"""));
        using var services = Clients.Of(server);

        var failure = await Clients.FailureAsync(() => services.Auth.UserAsync("h.p.s", CancellationToken.None));

        failure.ToString().Should().Contain("bad_jwt").And.NotContain("h.p.s").And.NotContain(Clients.Publishable);
    }

    [Fact]
    public async Task Deleting_tells_whether_there_was_one_and_what_still_holds_it()
    {
        using var server = new LoopbackServer(
            new Reply(200, "{}"), new Reply(404, """{"code":404,"error_code":"user_not_found","msg":"User not found"}"""),
            new Reply(500, """{"code":"23503","message":"violates foreign key constraint"}"""));
        using var services = Clients.Of(server);

        (await services.Auth.DeleteUserAsync("u1", CancellationToken.None)).Should().BeTrue();
        (await services.Auth.DeleteUserAsync("u1", CancellationToken.None)).Should().BeFalse();
        (await Clients.FailureAsync(() => services.Auth.DeleteUserAsync("u1", CancellationToken.None))).Code.Should().Be("23503");
    }

    [Fact]
    public async Task Users_are_looked_for_on_every_page()
    {
        var full = string.Join(',', Enumerable.Range(0, 200).Select(i => $$"""{"id":"{{i}}","email":"user{{i}}@b.c"}"""));
        using var server = new LoopbackServer(new Reply(200, $$"""{"users":[{{full}}]}"""), new Reply(200, """{"users":[{"id":"left","email":"lockkeeper-1@b.c"}]}"""));
        using var services = Clients.Of(server);

        var found = await services.Auth.FindUsersAsync(e => e.StartsWith("lockkeeper-", StringComparison.Ordinal), CancellationToken.None);

        found.Select(u => u.Id).Should().Equal("left");
        server.Received.Select(r => r.Path).Should().Equal("/auth/v1/admin/users?page=1&per_page=200", "/auth/v1/admin/users?page=2&per_page=200");
    }

    [Fact]
    public async Task What_is_no_answer_of_this_service_is_said_to_be_none()
    {
        using var server = new LoopbackServer(new Reply(200, "<html>welcome</html>"));
        using var services = Clients.Of(server);

        (await Clients.FailureAsync(() => services.Auth.SettingsAsync(CancellationToken.None))).Message.Should().EndWith("is the address right?");
    }
}
