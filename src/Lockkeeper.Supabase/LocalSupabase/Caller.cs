using System.Text.Json.Nodes;

namespace Lockkeeper.Supabase.LocalSupabase;

/// <summary>Who makes a request.</summary>
/// <param name="Role">The role that the database sees: anon, authenticated or service_role.</param>
/// <param name="Claims">The claims that policies read.</param>
/// <param name="HasToken">Whether somebody logged in, and not a key alone.</param>
internal sealed record Caller(string Role, JsonObject Claims, bool HasToken)
{
    /// <summary>The user; null where it is a key alone.</summary>
    public string? UserId => (string?)Claims["sub"];

    /// <summary>The session; null where it is a key alone.</summary>
    public string? SessionId => (string?)Claims["session_id"];
}
