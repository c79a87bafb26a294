using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>What a request to the auth service holds, or the refusal that the service has for it.</summary>
internal static class AuthRequest
{
    private const int ShortestPassword = 6;
    private const int LongestPassword = 72;

    /// <exception cref="AuthError">The body is no JSON object.</exception>
    public static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject ?? throw BadJson;
        }
        catch (JsonException)
        {
            throw BadJson;
        }
    }

    private static AuthError BadJson => new(400, "bad_json", "Could not parse request body as JSON");

    /// <summary>A text of the body; empty where it is left out.</summary>
    /// <exception cref="AuthError">It is something else.</exception>
    public static string Text(JsonObject body, string name) => body[name] switch
    {
        null => "",
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        _ => throw BadJson,
    };

    /// <summary>Somebody who wants to be registered.</summary>
    /// <param name="body">The request's.</param>
    /// <param name="metaData">What the member is called that holds the user's own data.</param>
    /// <param name="confirmed">Whether the address counts as confirmed at once.</param>
    /// <exception cref="AuthError">Address or password are none.</exception>
    public static NewUser NewUser(JsonObject body, string metaData, bool confirmed)
    {
        var (email, password) = (Text(body, "email").Trim().ToLowerInvariant(), Text(body, "password"));
        if (email.Length == 0) throw new AuthError(422, "anonymous_provider_disabled", "Anonymous sign-ins are disabled");
        if (password.Length == 0) throw new AuthError(400, "validation_failed", "Signup requires a valid password");
        if (!IsAddress(email)) throw new AuthError(400, "validation_failed", "Unable to validate email address: invalid format");
        if (System.Text.Encoding.UTF8.GetByteCount(password) > LongestPassword)
            throw new AuthError(400, "validation_failed", $"Password cannot be longer than {LongestPassword} characters");
        if (password.Length < ShortestPassword)
        {
            throw new AuthError(422, "weak_password", $"Password should be at least {ShortestPassword} characters.")
            {
                Details = new JsonObject { ["weak_password"] = new JsonObject { ["reasons"] = new JsonArray("length") } },
            };
        }

        return body[metaData] is null or JsonObject
            ? new NewUser(email, password, body[metaData]?.ToJsonString() ?? "{}", confirmed)
            : throw BadJson;
    }

    private static bool IsAddress(string email) =>
        email.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at == email.LastIndexOf('@') && at < email.Length - 1 && !email.Any(char.IsWhiteSpace);
}
