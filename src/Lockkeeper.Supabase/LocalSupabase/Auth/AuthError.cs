using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>A refusal in the auth service's words.</summary>
internal sealed class AuthError(int status, string code, string message) : Exception(message)
{
    public static AuthError InvalidCredentials => new(400, "invalid_credentials", "Invalid login credentials");

    public static AuthError NotAdmin => new(403, "not_admin", "User not allowed");

    public static AuthError UserNotFound => new(404, "user_not_found", "User not found");

    public static AuthError SessionNotFound => new(403, "session_not_found", "Session from session_id claim in JWT does not exist");

    public static AuthError NoAuthorization => new(401, "no_authorization", "This endpoint requires a valid Bearer token");

    /// <summary>A constraint is told with its SQLSTATE; whatever else a trigger does is no more than an unexpected failure.</summary>
    public static Task AnswerAsync(HttpContext context, PostgresException e, string unexpected) =>
        e.SqlState.StartsWith("23", StringComparison.Ordinal)
            ? Gateway.AnswerAsync(context, 500, new JsonObject { ["code"] = e.SqlState, ["message"] = e.MessageText })
            : new AuthError(500, "unexpected_failure", unexpected).AnswerAsync(context);

    public Task AnswerAsync(HttpContext context)
    {
        context.Response.Headers["x-sb-error-code"] = code;
        return Gateway.AnswerAsync(context, status, new JsonObject { ["code"] = status, ["error_code"] = code, ["msg"] = Message });
    }
}
