using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>auth.sessions and auth.refresh_tokens.</summary>
internal sealed class Sessions(NpgsqlDataSource database, Tokens tokens, TimeProvider time)
{
    private const string OpenSql = """
        insert into auth.sessions (id, user_id, created_at, updated_at, aal) values ($1, $2, now(), now(), 'aal1')
        """;

    private const string RefreshSql = """
        insert into auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, session_id)
        values ('00000000-0000-0000-0000-000000000000', $1, $2::text, false, now(), now(), $3)
        """;

    private const string RotateSql = """
        update auth.refresh_tokens set revoked = true, updated_at = now() where token = $1 and not revoked returning session_id, user_id
        """;

    /// <summary>Opens a session for somebody who has proven to be the user.</summary>
    public async Task<JsonObject> OpenAsync(LocalUser user, CancellationToken token)
    {
        var id = Guid.NewGuid();
        await using var connection = await database.OpenConnectionAsync(token);
        await using var transaction = await Users.BeginAsync(connection, token);
        await Users.ExecuteAsync(connection, OpenSql, [id, user.Id], token);
        await Users.ExecuteAsync(connection, "update auth.users set last_sign_in_at = now(), updated_at = now() where id = $1", [user.Id], token);
        var refresh = await RefreshTokenAsync(connection, user.Id, id, token);
        await transaction.CommitAsync(token);
        return Answer(user, id, refresh);
    }

    /// <summary>A new pair of tokens for an old one, once; null where it is not known or was used before.</summary>
    public async Task<JsonObject?> RefreshAsync(string refreshToken, Users users, CancellationToken token)
    {
        await using var connection = await database.OpenConnectionAsync(token);
        await using var transaction = await Users.BeginAsync(connection, token);
        Guid session, owner;
        await using (var command = new NpgsqlCommand(RotateSql, connection) { Parameters = { new NpgsqlParameter { Value = refreshToken } } })
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            if (!await reader.ReadAsync(token)) return null;
            (session, owner) = (reader.GetGuid(0), Guid.Parse(reader.GetString(1)));
        }

        if (await users.ByIdAsync(owner, token) is not { } user) return null;
        var next = await RefreshTokenAsync(connection, user.Id, session, token);
        await transaction.CommitAsync(token);
        return Answer(user, session, next);
    }

    public async Task<bool> IsOpenAsync(string id, CancellationToken token)
    {
        await using var command = database.CreateCommand("select exists (select from auth.sessions where id = $1)");
        command.Parameters.Add(new NpgsqlParameter { Value = Guid.Parse(id) });
        return await command.ExecuteScalarAsync(token) is true;
    }

    public async Task CloseAsync(string id, CancellationToken token)
    {
        await using var connection = await database.OpenConnectionAsync(token);
        await using var transaction = await Users.BeginAsync(connection, token);
        await Users.ExecuteAsync(connection, "delete from auth.sessions where id = $1", [Guid.Parse(id)], token);
        await transaction.CommitAsync(token);
    }

    private static async Task<string> RefreshTokenAsync(NpgsqlConnection connection, Guid user, Guid session, CancellationToken token)
    {
        var refresh = RandomNumberGenerator.GetHexString(24, lowercase: true);
        await Users.ExecuteAsync(connection, RefreshSql, [refresh, user.ToString(), session], token);
        return refresh;
    }

    private JsonObject Answer(LocalUser user, Guid session, string refresh)
    {
        var claims = new JsonObject
        {
            ["sub"] = user.Id.ToString(),
            ["aud"] = "authenticated",
            ["email"] = user.Email,
            ["phone"] = "",
            ["app_metadata"] = JsonNode.Parse(user.AppMetaData),
            ["user_metadata"] = JsonNode.Parse(user.UserMetaData),
            ["role"] = "authenticated",
            ["aal"] = "aal1",
            ["amr"] = new JsonArray(new JsonObject { ["method"] = "password", ["timestamp"] = time.GetUtcNow().ToUnixTimeSeconds() }),
            ["session_id"] = session.ToString(),
            ["is_anonymous"] = false,
        };
        return new JsonObject
        {
            ["access_token"] = tokens.Sign(claims),
            ["token_type"] = "bearer",
            ["expires_in"] = (int)Tokens.Lifetime.TotalSeconds,
            ["expires_at"] = (time.GetUtcNow() + Tokens.Lifetime).ToUnixTimeSeconds(),
            ["refresh_token"] = refresh,
            ["user"] = user.ToJson(),
        };
    }
}
