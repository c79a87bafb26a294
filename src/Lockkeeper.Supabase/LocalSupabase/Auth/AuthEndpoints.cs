using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>The calls of the auth service that a project's front end and an administrator make.</summary>
internal static class AuthEndpoints
{
    private const int ShortestPassword = 6;

    public static void Map(RouteGroupBuilder auth, Users users, Sessions sessions)
    {
        auth.MapGet("/health", c => Gateway.AnswerAsync(c, 200, new JsonObject { ["version"] = "local", ["name"] = "GoTrue", ["description"] = "Lockkeeper's stand-in for rehearsals" }));
        auth.MapGet("/settings", c => Gateway.AnswerAsync(c, 200, new JsonObject
        {
            ["external"] = new JsonObject { ["email"] = true }, ["disable_signup"] = false, ["mailer_autoconfirm"] = true,
        }));
        auth.MapPost("/signup", Guarded(c => SignUpAsync(c, users, sessions)));
        auth.MapPost("/token", Guarded(c => TokenAsync(c, users, sessions)));
        auth.MapGet("/user", Guarded(c => UserAsync(c, users, sessions)));
        auth.MapPost("/logout", Guarded(c => LogOutAsync(c, sessions)));
        auth.MapPost("/admin/users", Guarded(c => CreateAsync(c, users)));
        auth.MapGet("/admin/users", Guarded(c => ListAsync(c, users)));
        auth.MapDelete("/admin/users/{id:guid}", Guarded(c => DeleteAsync(c, users)));
    }

    private static async Task SignUpAsync(HttpContext context, Users users, Sessions sessions)
    {
        var (email, password, body) = await CredentialsAsync(context);
        if (await users.ByEmailAsync(email, context.RequestAborted) is not null) throw new AuthError(422, "user_already_exists", "User already registered");
        try
        {
            var user = await users.AddAsync(email, password, body["data"]?.ToJsonString() ?? "{}", context.RequestAborted);
            await Gateway.AnswerAsync(context, 200, await sessions.OpenAsync(user, context.RequestAborted));
        }
        catch (PostgresException e)
        {
            await AuthError.AnswerAsync(context, e, "Database error saving new user");
        }
    }

    private static async Task TokenAsync(HttpContext context, Users users, Sessions sessions)
    {
        if (context.Request.Query["grant_type"] == "refresh_token")
        {
            var refresh = (string?)(await BodyAsync(context))["refresh_token"] ?? "";
            await Gateway.AnswerAsync(context, 200, await sessions.RefreshAsync(refresh, users, context.RequestAborted)
                ?? throw new AuthError(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found"));
            return;
        }

        var (email, password, _) = await CredentialsAsync(context);
        var user = await users.ByEmailAsync(email, context.RequestAborted);
        if (user?.PasswordHash is not { Length: > 0 } hash || !BCrypt.Net.BCrypt.Verify(password, hash)) throw AuthError.InvalidCredentials;
        if (user.ConfirmedAt is null) throw new AuthError(400, "email_not_confirmed", "Email not confirmed");
        await Gateway.AnswerAsync(context, 200, await sessions.OpenAsync(user, context.RequestAborted));
    }

    private static async Task UserAsync(HttpContext context, Users users, Sessions sessions)
    {
        var caller = await LoggedInAsync(context, sessions);
        await Gateway.AnswerAsync(context, 200, (await users.ByIdAsync(Guid.Parse(caller.UserId!), context.RequestAborted) ?? throw AuthError.UserNotFound).ToJson());
    }

    private static async Task LogOutAsync(HttpContext context, Sessions sessions)
    {
        var caller = await LoggedInAsync(context, sessions);
        await sessions.CloseAsync(caller.SessionId!, context.RequestAborted);
        context.Response.StatusCode = 204;
    }

    private static async Task CreateAsync(HttpContext context, Users users)
    {
        RequireAdmin(context);
        var (email, password, body) = await CredentialsAsync(context);
        if (await users.ByEmailAsync(email, context.RequestAborted) is not null)
            throw new AuthError(422, "email_exists", "A user with this email address has already been registered");
        try
        {
            var user = await users.AddAsync(email, password, body["user_metadata"]?.ToJsonString() ?? "{}", context.RequestAborted);
            await Gateway.AnswerAsync(context, 200, user.ToJson());
        }
        catch (PostgresException e)
        {
            await AuthError.AnswerAsync(context, e, "Database error creating new user");
        }
    }

    private static async Task ListAsync(HttpContext context, Users users)
    {
        RequireAdmin(context);
        var page = int.TryParse(context.Request.Query["page"], out var p) && p > 0 ? p : 1;
        var size = int.TryParse(context.Request.Query["per_page"], out var s) && s is > 0 and <= 1000 ? s : 50;
        var found = await users.PageAsync(page, size, context.RequestAborted);
        await Gateway.AnswerAsync(context, 200, new JsonObject { ["users"] = new JsonArray([.. found.Select(u => u.ToJson())]), ["aud"] = "authenticated" });
    }

    private static async Task DeleteAsync(HttpContext context, Users users)
    {
        RequireAdmin(context);
        try
        {
            if (!await users.DeleteAsync(Guid.Parse((string)context.Request.RouteValues["id"]!), context.RequestAborted)) throw AuthError.UserNotFound;
            await Gateway.AnswerAsync(context, 200, new JsonObject());
        }
        catch (PostgresException e)
        {
            await AuthError.AnswerAsync(context, e, "Database error deleting user");
        }
    }

    private static RequestDelegate Guarded(Func<HttpContext, Task> body) => async context =>
    {
        try
        {
            await body(context);
        }
        catch (AuthError e)
        {
            await e.AnswerAsync(context);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            await new AuthError(500, "unexpected_failure", e is PostgresException ? "Database error" : "Database is not reachable").AnswerAsync(context);
        }
    };

    private static void RequireAdmin(HttpContext context)
    {
        if (Gateway.CallerOf(context).Role is not "service_role") throw AuthError.NotAdmin;
    }

    private static async Task<Caller> LoggedInAsync(HttpContext context, Sessions sessions)
    {
        var caller = Gateway.CallerOf(context);
        if (!caller.HasToken || caller.SessionId is null) throw AuthError.NoAuthorization;
        return await sessions.IsOpenAsync(caller.SessionId, context.RequestAborted) ? caller : throw AuthError.SessionNotFound;
    }

    private static async Task<(string Email, string Password, JsonObject Body)> CredentialsAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        var (email, password) = ((string?)body["email"] ?? "", (string?)body["password"] ?? "");
        if (!email.Contains('@', StringComparison.Ordinal)) throw new AuthError(400, "validation_failed", "Unable to validate email address: invalid format");
        if (password.Length < ShortestPassword) throw new AuthError(422, "weak_password", $"Password should be at least {ShortestPassword} characters.");
        return (email, password, body);
    }

    private static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject
                ?? throw new AuthError(400, "bad_json", "Could not read body: it is no JSON object");
        }
        catch (JsonException)
        {
            throw new AuthError(400, "bad_json", "Could not parse request body as JSON");
        }
    }
}
