using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Lockkeeper.Supabase.LocalSupabase.Data;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>Which sessions a logout ends.</summary>
internal enum LogoutScope
{
    Global,
    Local,
    Others,
}

/// <summary>auth.sessions and auth.refresh_tokens.</summary>
internal sealed class Sessions(LocalDatabase database, Tokens tokens, TimeProvider time)
{
    private const string OpenSql = "insert into auth.sessions (id, user_id, created_at, updated_at, aal) values ($1, $2, now(), now(), 'aal1')";

    private const string RefreshSql = """
        insert into auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
        values ('00000000-0000-0000-0000-000000000000', $1, $2::text, false, now(), now(), $4::text, $3)
        """;

    private const string FindSql = "select session_id, user_id::uuid, revoked from auth.refresh_tokens where token = $1 for update";

    /// <summary>Opens a session for somebody who has proven to be the user.</summary>
    public async Task<JsonObject> OpenAsync(LocalUser user, CancellationToken token)
    {
        var id = Guid.NewGuid();
        await using var transaction = await database.BeginAsServiceAsync(Users.Service, token);
        await transaction.ExecuteAsync(OpenSql, [id, user.Id], token);
        await transaction.ExecuteAsync("update auth.users set last_sign_in_at = now(), updated_at = now() where id = $1", [user.Id], token);
        var refresh = await AddRefreshTokenAsync(transaction, user.Id, id, parent: null, token);
        await transaction.CommitAsync(token);
        return Answer(user, id, refresh);
    }

    /// <summary>A new pair of tokens for an old one, once.</summary>
    /// <exception cref="AuthError">It is not known, or was used before.</exception>
    public async Task<JsonObject> RefreshAsync(string refreshToken, Users users, CancellationToken token)
    {
        await using var transaction = await database.BeginAsServiceAsync(Users.Service, token);
        Guid session, owner;
        await using (var command = transaction.Command(FindSql, refreshToken))
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            if (!await reader.ReadAsync(token)) throw AuthError.RefreshTokenNotFound;
            if (reader.GetBoolean(2)) throw AuthError.RefreshTokenAlreadyUsed;
            (session, owner) = (reader.GetGuid(0), reader.GetGuid(1));
        }

        var user = await users.ByIdAsync(owner, token) ?? throw AuthError.RefreshTokenNotFound;
        await transaction.ExecuteAsync("update auth.refresh_tokens set revoked = true, updated_at = now() where token = $1", [refreshToken], token);
        await transaction.ExecuteAsync("update auth.sessions set refreshed_at = now(), updated_at = now() where id = $1", [session], token);
        var next = await AddRefreshTokenAsync(transaction, user.Id, session, refreshToken, token);
        await transaction.CommitAsync(token);
        return Answer(user, session, next);
    }

    public async Task<bool> IsOpenAsync(Guid id, CancellationToken token)
    {
        await using var transaction = await database.BeginAsServiceAsync(Users.Service, token);
        await using var command = transaction.Command("select exists (select from auth.sessions where id = $1 and coalesce(not_after > now(), true))", id);
        return await command.ExecuteScalarAsync(token) is true;
    }

    /// <summary>Ends sessions; their refresh tokens go with them.</summary>
    public async Task CloseAsync(Guid user, Guid session, LogoutScope scope, CancellationToken token)
    {
        var which = scope switch
        {
            LogoutScope.Local => "id = $2",
            LogoutScope.Others => "id <> $2",
            _ => "$2 is not null",
        };
        await using var transaction = await database.BeginAsServiceAsync(Users.Service, token);
        await transaction.ExecuteAsync($"delete from auth.sessions where user_id = $1 and {which}", [user, session], token);
        await transaction.CommitAsync(token);
    }

    private static async Task<string> AddRefreshTokenAsync(LocalTransaction transaction, Guid user, Guid session, string? parent, CancellationToken token)
    {
        var refresh = RandomNumberGenerator.GetHexString(24, lowercase: true);
        await transaction.ExecuteAsync(RefreshSql, [refresh, user.ToString(), session, parent], token);
        return refresh;
    }

    private JsonObject Answer(LocalUser user, Guid session, string refresh)
    {
        var now = time.GetUtcNow();
        return new JsonObject
        {
            ["access_token"] = tokens.Sign(Claims(user, session, now)),
            ["token_type"] = "bearer",
            ["expires_in"] = (int)Tokens.Lifetime.TotalSeconds,
            ["expires_at"] = (now + Tokens.Lifetime).ToUnixTimeSeconds(),
            ["refresh_token"] = refresh,
            ["user"] = user.ToJson(),
        };
    }

    private static JsonObject Claims(LocalUser user, Guid session, DateTimeOffset now) => new()
    {
        ["sub"] = user.Id.ToString(),
        ["aud"] = "authenticated",
        ["email"] = user.Email,
        ["phone"] = "",
        ["app_metadata"] = JsonNode.Parse(user.AppMetaData),
        ["user_metadata"] = JsonNode.Parse(user.UserMetaData),
        ["role"] = "authenticated",
        ["aal"] = "aal1",
        ["amr"] = new JsonArray(new JsonObject { ["method"] = "password", ["timestamp"] = now.ToUnixTimeSeconds() }),
        ["session_id"] = session.ToString(),
        ["is_anonymous"] = user.IsAnonymous,
    };
}
