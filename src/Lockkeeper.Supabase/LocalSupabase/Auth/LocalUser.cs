using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>A row of auth.users, as far as the service shows it.</summary>
internal sealed record LocalUser(Guid Id, string Email)
{
    /// <summary>What <see cref="ReadAsync"/> reads, of auth.users under its own name.</summary>
    public const string Columns = """
        id, coalesce(email, ''), encrypted_password, email_confirmed_at, last_sign_in_at, coalesce(raw_app_meta_data, '{}')::text,
        coalesce(raw_user_meta_data, '{}')::text, created_at, updated_at, coalesce(banned_until > now(), false), is_anonymous,
        (select coalesce(jsonb_agg(jsonb_build_object('identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'identity_data', i.identity_data,
            'provider', i.provider, 'last_sign_in_at', i.last_sign_in_at, 'created_at', i.created_at, 'updated_at', i.updated_at)
            order by i.created_at), '[]')::text
         from auth.identities i where i.user_id = users.id)
        """;

    public string? PasswordHash { get; private init; }

    public DateTimeOffset? ConfirmedAt { get; private init; }

    public DateTimeOffset? LastSignInAt { get; private init; }

    public string AppMetaData { get; private init; } = "{}";

    public string UserMetaData { get; private init; } = "{}";

    public string Identities { get; private init; } = "[]";

    public DateTimeOffset? CreatedAt { get; private init; }

    public DateTimeOffset? UpdatedAt { get; private init; }

    public bool IsBanned { get; private init; }

    public bool IsAnonymous { get; private init; }

    public static async Task<LocalUser> ReadAsync(NpgsqlDataReader reader, CancellationToken token) => new(reader.GetGuid(0), reader.GetString(1))
    {
        PasswordHash = await reader.IsDBNullAsync(2, token) ? null : reader.GetString(2),
        ConfirmedAt = await TimeAsync(reader, 3, token),
        LastSignInAt = await TimeAsync(reader, 4, token),
        AppMetaData = reader.GetString(5),
        UserMetaData = reader.GetString(6),
        CreatedAt = await TimeAsync(reader, 7, token),
        UpdatedAt = await TimeAsync(reader, 8, token),
        IsBanned = reader.GetBoolean(9),
        IsAnonymous = reader.GetBoolean(10),
        Identities = reader.GetString(11),
    };

    /// <summary>As every answer shows a user: without the password's hash.</summary>
    public JsonObject ToJson() => new()
    {
        ["id"] = Id.ToString(),
        ["aud"] = "authenticated",
        ["role"] = "authenticated",
        ["email"] = Email,
        ["email_confirmed_at"] = Iso(ConfirmedAt),
        ["phone"] = "",
        ["confirmed_at"] = Iso(ConfirmedAt),
        ["last_sign_in_at"] = Iso(LastSignInAt),
        ["app_metadata"] = JsonNode.Parse(AppMetaData),
        ["user_metadata"] = JsonNode.Parse(UserMetaData),
        ["identities"] = JsonNode.Parse(Identities),
        ["created_at"] = Iso(CreatedAt),
        ["updated_at"] = Iso(UpdatedAt),
        ["is_anonymous"] = IsAnonymous,
    };

    private static async Task<DateTimeOffset?> TimeAsync(NpgsqlDataReader reader, int column, CancellationToken token) =>
        await reader.IsDBNullAsync(column, token) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(column, token);

    private static string? Iso(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
