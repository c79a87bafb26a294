using System.Text.Json.Nodes;
using Lockkeeper.Supabase.LocalSupabase.Data;
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

    public static AuthError RefreshTokenNotFound => new(400, "refresh_token_not_found", "Invalid Refresh Token: Refresh Token Not Found");

    public static AuthError RefreshTokenAlreadyUsed => new(400, "refresh_token_already_used", "Invalid Refresh Token: Already Used");

    /// <summary>SQLSTATE of a constraint, which the service passes on in a body of its own.</summary>
    private string? SqlState { get; init; }

    /// <summary>More members of the body.</summary>
    public JsonObject? Details { get; init; }

    /// <summary>A step in the database: a constraint is told with its SQLSTATE; whatever else fails there is no more than these words.</summary>
    public static async Task<T> TryAsync<T>(string words, Func<Task<T>> step)
    {
        try
        {
            return await step();
        }
        catch (PostgresException e) when (e.SqlState.StartsWith("23", StringComparison.Ordinal))
        {
            throw new AuthError(500, e.SqlState, e.MessageText) { SqlState = e.SqlState };
        }
        catch (Exception e) when (e is NpgsqlException or DatabaseUnavailable)
        {
            throw new AuthError(500, "unexpected_failure", words);
        }
    }

    public Task AnswerAsync(HttpContext context)
    {
        if (SqlState is not null) return Gateway.AnswerAsync(context, status, new JsonObject { ["code"] = SqlState, ["message"] = Message });
        context.Response.Headers["x-sb-error-code"] = code;
        var body = new JsonObject { ["code"] = status, ["error_code"] = code, ["msg"] = Message };
        foreach (var (name, value) in Details ?? []) body[name] = value?.DeepClone();
        return Gateway.AnswerAsync(context, status, body);
    }
}
