using Lockkeeper.Supabase.LocalSupabase.Data;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>auth.users and auth.identities, written as the auth service writes them: by its own role, so that the triggers on them fire.</summary>
internal sealed class Users(LocalDatabase database)
{
    /// <summary>The role of the auth service; its search path is auth.</summary>
    public const string Service = "supabase_auth_admin";

    // GoTrue's own cost.
    private const int BcryptCost = 10;

    // The service inserts an account unconfirmed and confirms it by an update: triggers see it in that order.
    private const string InsertSql = """
        insert into auth.users (instance_id, id, aud, role, email, encrypted_password, raw_app_meta_data, raw_user_meta_data, confirmation_token,
                                recovery_token, email_change, email_change_token_new, created_at, updated_at)
        values ('00000000-0000-0000-0000-000000000000', $1, 'authenticated', 'authenticated', $2, $3,
                jsonb_build_object('provider', 'email', 'providers', jsonb_build_array('email')), $4::jsonb, '', '', '', '', now(), now())
        """;

    private const string IdentitySql = """
        insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
        values ($1::text, $1, jsonb_build_object('sub', $1::text, 'email', $2::text, 'email_verified', true, 'phone_verified', false), 'email', now(), now(), now())
        """;

    private const string ConfirmSql = "update auth.users set email_confirmed_at = now(), updated_at = now() where id = $1";

    /// <summary>Registers a user.</summary>
    /// <returns>Null where a trigger swallowed the row.</returns>
    /// <exception cref="PostgresException">A trigger or a constraint failed.</exception>
    public async Task<LocalUser?> AddAsync(NewUser user, CancellationToken token)
    {
        var id = Guid.NewGuid();
        var hash = BCrypt.Net.BCrypt.HashPassword(user.Password, BcryptCost);
        await using var transaction = await database.BeginAsServiceAsync(Service, token);
        if (await transaction.ExecuteAsync(InsertSql, [id, user.Email, hash, user.MetaData], token) == 0) return null;
        await transaction.ExecuteAsync(IdentitySql, [id, user.Email], token);
        if (user.Confirmed) await transaction.ExecuteAsync(ConfirmSql, [id], token);
        var stored = await FindAsync(transaction, "id = $1", id, token);
        await transaction.CommitAsync(token);
        return stored;
    }

    public async Task<LocalUser?> ByEmailAsync(string email, CancellationToken token)
    {
        await using var transaction = await database.BeginAsServiceAsync(Service, token);
        return await FindAsync(transaction, "lower(email) = lower($1) and not is_sso_user and deleted_at is null", email, token);
    }

    public async Task<LocalUser?> ByIdAsync(Guid id, CancellationToken token)
    {
        await using var transaction = await database.BeginAsServiceAsync(Service, token);
        return await FindAsync(transaction, "id = $1 and deleted_at is null", id, token);
    }

    /// <summary>A page of all users, the newest first, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<LocalUser> Users, long Total)> PageAsync(int page, int size, CancellationToken token)
    {
        await using var transaction = await database.BeginAsServiceAsync(Service, token);
        var users = new List<LocalUser>();
        await using (var command = transaction.Command(
            $"select {LocalUser.Columns} from auth.users where deleted_at is null order by created_at desc, id limit $1 offset $2", size, (page - 1L) * size))
        await using (var reader = await command.ExecuteReaderAsync(token))
            while (await reader.ReadAsync(token)) users.Add(await LocalUser.ReadAsync(reader, token));

        await using var count = transaction.Command("select count(*) from auth.users where deleted_at is null");
        return (users, (long)(await count.ExecuteScalarAsync(token))!);
    }

    /// <summary>Deletes a user, with sessions and all that follows it.</summary>
    /// <returns>False where there is none of that id.</returns>
    /// <exception cref="PostgresException">23503: something still refers to it.</exception>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken token)
    {
        await using var transaction = await database.BeginAsServiceAsync(Service, token);
        var gone = await transaction.ExecuteAsync("delete from auth.users where id = $1", [id], token);
        await transaction.CommitAsync(token);
        return gone > 0;
    }

    private static async Task<LocalUser?> FindAsync(LocalTransaction transaction, string where, object value, CancellationToken token)
    {
        await using var command = transaction.Command($"select {LocalUser.Columns} from auth.users where {where}", value);
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? await LocalUser.ReadAsync(reader, token) : null;
    }
}

/// <summary>Who registers.</summary>
/// <param name="Email">In lower case.</param>
/// <param name="Password">In the clear; only its hash is stored.</param>
/// <param name="MetaData">A JSON object of the user's own.</param>
/// <param name="Confirmed">Whether the address counts as confirmed at once.</param>
internal sealed record NewUser(string Email, string Password, string MetaData, bool Confirmed)
{
    /// <summary>Leaves the password out.</summary>
    public override string ToString() => Email;
}
