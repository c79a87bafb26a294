using System.Buffers.Text;
using System.Text.Json;

namespace Lockkeeper.Supabase.Services;

/// <summary>Whom the gateway takes a key for.</summary>
public enum ApiKeyKind
{
    /// <summary><c>sb_publishable_…</c>: acts as <c>anon</c>. No JWT.</summary>
    Publishable,

    /// <summary><c>sb_secret_…</c>: acts as <c>service_role</c>. No JWT.</summary>
    Secret,

    /// <summary>A signed token of the older kind; its own claims say which role it is.</summary>
    LegacyJwt,
}

/// <summary>A key of a Supabase project, of either generation.</summary>
public sealed class ApiKey
{
    private readonly string _value;

    /// <summary>Takes a key as it stands in the project's settings.</summary>
    /// <exception cref="ArgumentException">It is of neither generation. The message does not hold it.</exception>
    public ApiKey(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _value = value.Trim();
        Kind = _value switch
        {
            // It travels in a header, which a line break from a file or a blank from a copy would break.
            _ when _value.Any(c => c is <= ' ' or > '~') => throw new ArgumentException("An API key has no blanks, line breaks or special letters.", nameof(value)),
            _ when _value.StartsWith("sb_publishable_", StringComparison.Ordinal) => ApiKeyKind.Publishable,
            _ when _value.StartsWith("sb_secret_", StringComparison.Ordinal) => ApiKeyKind.Secret,
            _ when _value.Split('.') is [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }] => ApiKeyKind.LegacyJwt,
            _ => throw new ArgumentException("An API key begins with sb_publishable_ or sb_secret_, or is a JWT of three parts.", nameof(value)),
        };
        Role = Kind switch
        {
            ApiKeyKind.Publishable => "anon",
            ApiKeyKind.Secret => "service_role",
            _ => RoleOf(_value.Split('.')[1]),
        };
    }

    /// <summary>Of which generation it is.</summary>
    public ApiKeyKind Kind { get; }

    /// <summary>Whom it acts as: <c>anon</c> or <c>service_role</c>; what the claims of an older one say, null where they say nothing.</summary>
    public string? Role { get; }

    /// <summary>The key's kind, never the key.</summary>
    public override string ToString() => $"{Kind} key";

    /// <summary>Puts the key into the headers, and the token of whoever acts. Without one a JWT stands for itself; newer keys are no tokens.</summary>
    internal void Authorize(HttpRequestMessage request, string? token)
    {
        request.Headers.Add("apikey", _value);
        if ((token ?? (Kind == ApiKeyKind.LegacyJwt ? _value : null)) is { } bearer) request.Headers.Authorization = new("Bearer", bearer);
    }

    /// <summary>The text without this key.</summary>
    internal string Redact(string text) => text.Replace(_value, "***", StringComparison.Ordinal);

    private static string? RoleOf(string claims)
    {
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(claims));
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("role", out var role) && role.ValueKind is JsonValueKind.String ? role.GetString() : null;
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return null;
        }
    }
}
