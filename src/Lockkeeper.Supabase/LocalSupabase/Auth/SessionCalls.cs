using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>What a project's front end asks of the auth service: sign-up, login, who am I, logout.</summary>
internal sealed class SessionCalls(Users users, Sessions sessions)
{
    public async Task SignUpAsync(HttpContext context)
    {
        var wanted = AuthRequest.NewUser(await AuthRequest.BodyAsync(context), "data", confirmed: true);
        var token = context.RequestAborted;
        if (await AuthError.TryAsync("Database error finding user", () => users.ByEmailAsync(wanted.Email, token)) is not null)
            throw new AuthError(422, "user_already_exists", "User already registered");
        const string Failed = "Database error saving new user";
        var user = await AuthError.TryAsync(Failed, () => users.AddAsync(wanted, token)) ?? throw new AuthError(500, "unexpected_failure", Failed);
        await Gateway.AnswerAsync(context, 200, await GrantAsync(user, token));
    }

    public async Task TokenAsync(HttpContext context)
    {
        var grant = context.Request.Query["grant_type"].ToString();
        var answer = grant switch
        {
            "password" => await LogInAsync(await AuthRequest.BodyAsync(context), context.RequestAborted),
            "refresh_token" => await RefreshAsync(await AuthRequest.BodyAsync(context), context.RequestAborted),
            _ => throw new AuthError(400, "validation_failed", "unsupported_grant_type"),
        };
        await Gateway.AnswerAsync(context, 200, answer);
    }

    public async Task UserAsync(HttpContext context)
    {
        var (user, _) = await LoggedInAsync(context);
        var found = await AuthError.TryAsync("Database error finding user", () => users.ByIdAsync(user, context.RequestAborted));
        await Gateway.AnswerAsync(context, 200, (found ?? throw new AuthError(403, "user_not_found", "User from sub claim in JWT does not exist")).ToJson());
    }

    public async Task LogOutAsync(HttpContext context)
    {
        var scope = context.Request.Query["scope"].ToString() switch
        {
            "" or "global" => LogoutScope.Global,
            "local" => LogoutScope.Local,
            "others" => LogoutScope.Others,
            var other => throw new AuthError(400, "validation_failed", $"Unsupported logout scope \"{other}\""),
        };
        var (user, session) = await LoggedInAsync(context);
        await AuthError.TryAsync("Error logging out user", async () =>
        {
            await sessions.CloseAsync(user, session, scope, context.RequestAborted);
            return true;
        });
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private async Task<JsonObject> LogInAsync(JsonObject body, CancellationToken token)
    {
        var (email, password) = (AuthRequest.Text(body, "email").Trim(), AuthRequest.Text(body, "password"));
        if (email.Length == 0) throw new AuthError(400, "validation_failed", "missing email or phone");
        var user = await AuthError.TryAsync("Database error querying schema", () => users.ByEmailAsync(email, token));
        if (user?.PasswordHash is not { Length: > 0 } hash || !Matches(password, hash)) throw AuthError.InvalidCredentials;
        if (user.IsBanned) throw new AuthError(400, "user_banned", "User is banned");
        if (user.ConfirmedAt is null) throw new AuthError(400, "email_not_confirmed", "Email not confirmed");
        return await GrantAsync(user, token);
    }

    // Seeds and imports leave hashes that are none.
    private static bool Matches(string password, string hash)
    {
        try
        {
            return password.Length > 0 && BCrypt.Net.BCrypt.Verify(password, hash);
        }
        catch (Exception e) when (e is BCrypt.Net.SaltParseException or BCrypt.Net.HashInformationException or ArgumentException)
        {
            return false;
        }
    }

    private Task<JsonObject> RefreshAsync(JsonObject body, CancellationToken token)
    {
        var refresh = AuthRequest.Text(body, "refresh_token");
        if (refresh.Length == 0) throw new AuthError(400, "validation_failed", "refresh token required");
        return AuthError.TryAsync("Database error granting user", () => sessions.RefreshAsync(refresh, users, token));
    }

    private Task<JsonObject> GrantAsync(LocalUser user, CancellationToken token) =>
        AuthError.TryAsync("Database error granting user", () => sessions.OpenAsync(user, token));

    private async Task<(Guid User, Guid Session)> LoggedInAsync(HttpContext context)
    {
        var caller = Gateway.CallerOf(context);
        if (!caller.HasToken) throw AuthError.NoAuthorization;
        if (!Guid.TryParse(caller.UserId, out var user)) throw new AuthError(403, "bad_jwt", "invalid claim: missing sub claim");
        if (!Guid.TryParse(caller.SessionId, out var session)) throw AuthError.SessionNotFound;
        var open = await AuthError.TryAsync("Database error finding session", () => sessions.IsOpenAsync(session, context.RequestAborted));
        return open ? (user, session) : throw AuthError.SessionNotFound;
    }
}
