using System.Globalization;
using System.Text.Json.Nodes;
using Lockkeeper.Testing;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Auth;

/// <summary>POST /token, GET /user, POST /logout.</summary>
[Collection(ProjectCollection.Name)]
public sealed class SessionCallTests(SharedProject shared, PostgresFixture server) : IClassFixture<SharedProject>
{
    private readonly LocalProject _project = shared.Project;

    [PostgresFact]
    public async Task A_token_says_who_it_is_for()
    {
        var email = LocalProject.SomeAddress();
        var (id, _) = await _project.NewUserAsync(email);

        var answer = await _project.LogInAsync(email.ToUpperInvariant());

        answer.Status.Should().Be(200);
        var claims = new JsonWebToken(answer["access_token"]);
        (claims.Subject, claims.GetClaim("role").Value, claims.GetClaim("email").Value).Should().Be((id, "authenticated", email));
        claims.Claims.Select(c => c.Type).Should().Contain(
            ["aud", "exp", "iat", "phone", "app_metadata", "user_metadata", "aal", "amr", "session_id", "is_anonymous"]);
        (await _project.Database.ListAsync("select id::text from auth.sessions")).Should().Contain(claims.GetClaim("session_id").Value);
    }

    [PostgresTheory]
    [InlineData("now()", "'{0}'", "wrong", "invalid_credentials")]
    [InlineData("null", "'{0}'", LocalProject.Password, "email_not_confirmed")]
    [InlineData("now()", "'no hash'", LocalProject.Password, "invalid_credentials")]
    [InlineData("now()", "null", LocalProject.Password, "invalid_credentials")]
    [InlineData("now(), banned_until = now() + interval '1 hour'", "'{0}'", LocalProject.Password, "user_banned")]
    public async Task Refuses_to_log_in(string confirmed, string hash, string password, string code)
    {
        var email = LocalProject.SomeAddress();
        await _project.SignUpAsync(email);
        var stored = string.Format(CultureInfo.InvariantCulture, hash, BCrypt.Net.BCrypt.HashPassword(LocalProject.Password, 4));
        await _project.Database.RunAsSuperuserAsync($"update auth.users set encrypted_password = {stored}, email_confirmed_at = {confirmed} where email = '{email}'");

        var answer = await _project.LogInAsync(email, password);

        (answer.Status, answer["error_code"], answer.Header("x-sb-error-code")).Should().Be((400, code, code));
    }

    [PostgresFact]
    public async Task Does_not_tell_a_wrong_password_from_an_unknown_address()
    {
        var (email, stranger) = (LocalProject.SomeAddress(), LocalProject.SomeAddress());
        await _project.SignUpAsync(email);

        var (wrong, unknown) = (await _project.LogInAsync(email, "wrong"), await _project.LogInAsync(stranger, "wrong"));

        wrong.Body!.ToJsonString().Should().Be(unknown.Body!.ToJsonString());
    }

    [PostgresFact]
    public async Task Says_who_is_logged_in()
    {
        var (id, token) = await _project.NewUserAsync();

        var answer = await _project.AskAsync(HttpMethod.Get, "auth/v1/user", token: token);

        (answer.Status, answer["id"]).Should().Be((200, id));
    }

    [PostgresFact]
    public async Task Refuses_whoever_is_not_logged_in()
    {
        var (_, token) = await _project.NewUserAsync();

        var none = await _project.AskAsync(HttpMethod.Get, "auth/v1/user");
        var foreign = await _project.AskAsync(HttpMethod.Get, "auth/v1/user", token: $"{token[..^4]}AAAA");

        (none.Status, none["error_code"]).Should().Be((401, "no_authorization"));
        (foreign.Status, foreign["error_code"]).Should().Be((403, "bad_jwt"));
    }

    [PostgresFact]
    public async Task A_token_ends_after_an_hour()
    {
        await using var project = await LocalProject.StartAsync(server, migrations: 0, schemas: ["public"]);
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
        var email = LocalProject.SomeAddress();
        var (_, here) = await _project.NewUserAsync(email);
        var elsewhere = (await _project.LogInAsync(email))["access_token"]!;
        var (_, stranger) = await _project.NewUserAsync();

        (await _project.AskAsync(HttpMethod.Post, $"auth/v1/logout{scope}", token: here)).Status.Should().Be(204);

        var answers = new[] { await _project.AskAsync(HttpMethod.Get, "auth/v1/user", token: here), await _project.AskAsync(HttpMethod.Get, "auth/v1/user", token: elsewhere) };
        answers.Select(a => a["error_code"]).Should().Equal(afterwards);
        answers.Select(a => a.Status).Should().Equal(afterwards.Select(code => code is null ? 200 : 403));
        (await _project.AskAsync(HttpMethod.Get, "auth/v1/user", token: stranger)).Status.Should().Be(200);
    }

    [PostgresFact]
    public async Task A_refresh_token_is_good_for_one_new_pair()
    {
        var email = LocalProject.SomeAddress();
        var refresh = (await _project.SignUpAsync(email))["refresh_token"]!;

        var first = await RefreshAsync(_project, refresh);
        var again = await RefreshAsync(_project, refresh);
        var unknown = await RefreshAsync(_project, "unknown");

        first.Status.Should().Be(200);
        first["refresh_token"].Should().NotBe(refresh);
        (await _project.AskAsync(HttpMethod.Get, "auth/v1/user", token: first["access_token"])).Status.Should().Be(200);
        (again.Status, again["error_code"]).Should().Be((400, "refresh_token_already_used"));
        (unknown.Status, unknown["error_code"]).Should().Be((400, "refresh_token_not_found"));
    }

    [PostgresFact]
    public async Task A_refresh_token_ends_with_its_session()
    {
        var email = LocalProject.SomeAddress();
        var session = await _project.SignUpAsync(email);
        await _project.AskAsync(HttpMethod.Post, "auth/v1/logout", token: session["access_token"]);

        (await RefreshAsync(_project, session["refresh_token"]!))["error_code"].Should().Be("refresh_token_not_found");
    }

    private static Task<Answer> RefreshAsync(LocalProject project, string token) =>
        project.AskAsync(HttpMethod.Post, "auth/v1/token?grant_type=refresh_token", new JsonObject { ["refresh_token"] = token });
}
