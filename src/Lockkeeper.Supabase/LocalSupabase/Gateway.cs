using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase;

/// <summary>What stands before all services: no request without a key of the project.</summary>
internal sealed class Gateway(Tokens tokens)
{
    private static readonly object Key = new();

    /// <summary>Who makes this request.</summary>
    public static Caller CallerOf(HttpContext context) => (Caller)context.Items[Key]!;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers["sb-request-id"] = context.TraceIdentifier;
        var key = context.Request.Headers["apikey"] is [{ Length: > 0 } header] ? header : context.Request.Query["apikey"].ToString();
        // What is in a public bucket, a browser gets by its address alone.
        if (key.Length == 0 && context.Request.Path.StartsWithSegments("/storage/v1/object/public", StringComparison.Ordinal)) key = tokens.PublishableKey;
        if (key.Length == 0)
        {
            await AnswerAsync(context, 401, new JsonObject { ["message"] = "No API key found in request", ["hint"] = "No `apikey` request header or url param was found." });
            return;
        }

        if (tokens.RoleOf(key) is not { } role)
        {
            await AnswerAsync(context, 401, new JsonObject { ["message"] = "Invalid API key", ["hint"] = "Double check your Supabase `anon` or `service_role` API key." });
            return;
        }

        var authorization = context.Request.Headers.Authorization.ToString();
        var bearer = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization["Bearer ".Length..].Trim() : null;
        // The official client sends its key as bearer, too, until somebody logs in.
        if (string.IsNullOrEmpty(bearer) || string.Equals(bearer, key, StringComparison.Ordinal))
        {
            context.Items[Key] = new Caller(role, new JsonObject { ["role"] = role }, HasToken: false);
            await next(context);
            return;
        }

        var (claims, expired) = await tokens.ReadAsync(bearer);
        if (claims is null)
        {
            await RefuseAsync(context, expired);
            return;
        }

        context.Items[Key] = new Caller((string?)claims["role"] ?? "anon", claims, HasToken: true);
        await next(context);
    }

    /// <summary>Sends JSON.</summary>
    public static async Task AnswerAsync(HttpContext context, int status, JsonNode body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(body.ToJsonString(), context.RequestAborted);
    }

    // Each service has its own words for a token that it does not take.
    private static Task RefuseAsync(HttpContext context, bool expired)
    {
        var words = expired ? "JWT expired" : "invalid JWT: unable to parse or verify signature";
        if (context.Request.Path.StartsWithSegments("/rest/v1", StringComparison.Ordinal))
            return AnswerAsync(context, 401, new JsonObject { ["code"] = expired ? "PGRST303" : "PGRST301", ["details"] = null, ["hint"] = null, ["message"] = words });
        if (context.Request.Path.StartsWithSegments("/storage/v1", StringComparison.Ordinal))
            return AnswerAsync(context, 400, new JsonObject { ["statusCode"] = "403", ["error"] = "Unauthorized", ["message"] = words, ["code"] = "InvalidJWT" });
        context.Response.Headers["x-sb-error-code"] = "bad_jwt";
        return AnswerAsync(context, 403, new JsonObject { ["code"] = 403, ["error_code"] = "bad_jwt", ["msg"] = words });
    }
}
