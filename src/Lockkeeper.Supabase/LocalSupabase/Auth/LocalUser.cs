using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>A row of auth.users, as far as the service shows it.</summary>
internal sealed record LocalUser(
    Guid Id, string Email, string? PasswordHash, DateTimeOffset? ConfirmedAt, DateTimeOffset? LastSignInAt, string AppMetaData, string UserMetaData, DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt)
{
    public const string Columns =
        "id, email, encrypted_password, email_confirmed_at, last_sign_in_at, coalesce(raw_app_meta_data, '{}')::text, coalesce(raw_user_meta_data, '{}')::text, created_at, updated_at";

    public static async Task<LocalUser> ReadAsync(NpgsqlDataReader reader, CancellationToken token) => new(
        reader.GetGuid(0),
        await reader.IsDBNullAsync(1, token) ? "" : reader.GetString(1),
        await reader.IsDBNullAsync(2, token) ? null : reader.GetString(2),
        await TimeAsync(reader, 3, token),
        await TimeAsync(reader, 4, token),
        reader.GetString(5),
        reader.GetString(6),
        await TimeAsync(reader, 7, token) ?? DateTimeOffset.UnixEpoch,
        await TimeAsync(reader, 8, token) ?? DateTimeOffset.UnixEpoch);

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
        ["identities"] = new JsonArray(),
        ["created_at"] = Iso(CreatedAt),
        ["updated_at"] = Iso(UpdatedAt),
        ["is_anonymous"] = false,
    };

    private static async Task<DateTimeOffset?> TimeAsync(NpgsqlDataReader reader, int column, CancellationToken token) =>
        await reader.IsDBNullAsync(column, token) ? null : await reader.GetFieldValueAsync<DateTimeOffset>(column, token);

    private static string? Iso(DateTimeOffset? time) => time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
