using System.Text.Json.Nodes;
using Lockkeeper.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Auth;

/// <summary>POST /token, GET /user, POST /logout.</summary>
[Collection(ProjectCollection.Name)]
public sealed class SessionCallTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task A_token_says_who_it_is_for()
    {
        await using var project = await LocalProject.StartAsync(server);
        var (id, _) = await project.NewUserAsync("anna@example.org");

        var answer = await project.LogInAsync("ANNA@example.org");

        answer.Status.Should().Be(200);
        var claims = new JsonWebToken(answer["access_token"]);
        (claims.Subject, claims.GetClaim("role").Value, claims.GetClaim("email").Value).Should().Be((id, "authenticated", "anna@example.org"));
        claims.Claims.Select(c => c.Type).Should().Contain(
            ["aud", "exp", "iat", "phone", "app_metadata", "user_metadata", "aal", "amr", "session_id", "is_anonymous"]);
        (await project.Database.ListAsync("select id::text from auth.sessions")).Should().HaveCount(2).And.Contain(claims.GetClaim("session_id").Value);
    }

    [PostgresTheory]
    [InlineData("anna@example.org", "wrong", 400, "invalid_credentials")]
    [InlineData("nobody@example.org", LocalProject.Password, 400, "invalid_credentials")]
    [InlineData("waiting@example.org", LocalProject.Password, 400, "email_not_confirmed")]
    [InlineData("imported@example.org", LocalProject.Password, 400, "invalid_credentials")]
    public async Task Refuses_to_log_in(string email, string password, int status, string code)
    {
        await using var project = await LocalProject.StartAsync(server);
        await project.SignUpAsync("anna@example.org");
        await project.AskAsServiceAsync(HttpMethod.Post, "auth/v1/admin/users", LocalProject.Credentials("waiting@example.org"));
        await project.Database.RunAsSuperuserAsync(
            "insert into auth.users (id, email, encrypted_password, email_confirmed_at) values (gen_random_uuid(), 'imported@example.org', 'no hash', now())");

        var answer = await project.LogInAsync(email, password);

        (answer.Status, answer["error_code"], answer.Header("x-sb-error-code")).Should().Be((status, code, code));
    }

    [PostgresFact]
    public async Task Says_who_is_logged_in()
    {
        await using var project = await LocalProject.StartAsync(server);
        var (id, token) = await project.NewUserAsync();

        var answer = await project.AskAsync(HttpMethod.Get, "auth/v1/user", token: token);

        (answer.Status, answer["id"]).Should().Be((200, id));
    }

    [PostgresFact]
    public async Task Refuses_whoever_is_not_logged_in()
    {
        await using var project = await LocalProject.StartAsync(server);
        var (_, token) = await project.NewUserAsync();

        var none = await project.AskAsync(HttpMethod.Get, "auth/v1/user");
        var foreign = await project.AskAsync(HttpMethod.Get, "auth/v1/user", token: $"{token[..^4]}AAAA");

        (none.Status, none["error_code"]).Should().Be((401, "no_authorization"));
        (foreign.Status, foreign["error_code"]).Should().Be((403, "bad_jwt"));
    }

    [PostgresFact]
    public async Task A_token_ends_after_an_hour()
    {
        await using var project = await LocalProject.StartAsync(server);
        var (_, token) = await project.NewUserAsync();

        project.Clock.Advance(TimeSpan.FromMinutes(59));
        (await project.AskAsync(HttpMethod.Get, "auth/v1/user", token: token)).Status.Should().Be(200);
        project.Clock.Advance(TimeSpan.FromMinutes(2));

        (await project.AskAsync(HttpMethod.Get, "auth/v1/user", token: token))["error_code"].Should().Be("bad_jwt");
    }

    [PostgresTheory]
    [InlineData("", new[] { "session_not_found", "session_not_found" })]
    [InlineData("?scope=global", new[] { "session_not_found", "session_not_found" })]
    [InlineData("?scope=local", new[] { "session_not_found", null })]
    [InlineData("?scope=others", new[] { null, "session_not_found" })]
    public async Task Logging_out_ends_sessions(string scope, string?[] afterwards)
    {
        await using var project = await LocalProject.StartAsync(server);
        var (_, here) = await project.NewUserAsync("anna@example.org");
        var elsewhere = (await project.LogInAsync("anna@example.org"))["access_token"]!;
        var (_, stranger) = await project.NewUserAsync();

        (await project.AskAsync(HttpMethod.Post, $"auth/v1/logout{scope}", token: here)).Status.Should().Be(204);

        var answers = new[] { await project.AskAsync(HttpMethod.Get, "auth/v1/user", token: here), await project.AskAsync(HttpMethod.Get, "auth/v1/user", token: elsewhere) };
        answers.Select(a => a["error_code"]).Should().Equal(afterwards);
        answers.Select(a => a.Status).Should().Equal(afterwards.Select(code => code is null ? 200 : 403));
        (await project.AskAsync(HttpMethod.Get, "auth/v1/user", token: stranger)).Status.Should().Be(200);
    }

    [PostgresFact]
    public async Task A_refresh_token_is_good_for_one_new_pair()
    {
        await using var project = await LocalProject.StartAsync(server);
        var refresh = (await project.SignUpAsync("anna@example.org"))["refresh_token"]!;

        var first = await RefreshAsync(project, refresh);
        var again = await RefreshAsync(project, refresh);
        var unknown = await RefreshAsync(project, "unknown");

        first.Status.Should().Be(200);
        first["refresh_token"].Should().NotBe(refresh);
        (await project.AskAsync(HttpMethod.Get, "auth/v1/user", token: first["access_token"])).Status.Should().Be(200);
        (again.Status, again["error_code"]).Should().Be((400, "refresh_token_already_used"));
        (unknown.Status, unknown["error_code"]).Should().Be((400, "refresh_token_not_found"));
    }

    [PostgresFact]
    public async Task A_refresh_token_ends_with_its_session()
    {
        await using var project = await LocalProject.StartAsync(server);
        var session = await project.SignUpAsync("anna@example.org");
        await project.AskAsync(HttpMethod.Post, "auth/v1/logout", token: session["access_token"]);

        (await RefreshAsync(project, session["refresh_token"]!))["error_code"].Should().Be("refresh_token_not_found");
    }

    private static Task<Answer> RefreshAsync(LocalProject project, string token) =>
        project.AskAsync(HttpMethod.Post, "auth/v1/token?grant_type=refresh_token", new JsonObject { ["refresh_token"] = token });
}
