using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Auth;

/// <summary>auth.users and auth.identities, written as the auth service writes them: by its own role, so that the triggers on them fire.</summary>
internal sealed class Users(NpgsqlDataSource database)
{
    private const string AsService = "set local role supabase_auth_admin; set local search_path = auth; set local lock_timeout = '8s'; set local statement_timeout = '10s'";

    private const string InsertSql = $"""
        insert into auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, raw_app_meta_data, raw_user_meta_data,
                                confirmation_token, recovery_token, email_change, email_change_token_new, created_at, updated_at)
        values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', $1, $2, now(),
                jsonb_build_object('provider', 'email', 'providers', jsonb_build_array('email')), $3::jsonb, '', '', '', '', now(), now())
        returning {LocalUser.Columns}
        """;

    private const string IdentitySql = """
        insert into auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
        values ($1::text, $1, jsonb_build_object('sub', $1::text, 'email', $2, 'email_verified', true), 'email', now(), now(), now())
        """;

    /// <summary>Registers a confirmed user.</summary>
    /// <exception cref="PostgresException">A trigger or a constraint failed.</exception>
    public async Task<LocalUser> AddAsync(string email, string password, string userMetaData, CancellationToken token)
    {
        // GoTrue's own cost is 10; a rehearsal registers a handful.
        var hash = BCrypt.Net.BCrypt.HashPassword(password, workFactor: 10);
        await using var connection = await database.OpenConnectionAsync(token);
        await using var transaction = await BeginAsync(connection, token);
        var user = await OneAsync(connection, InsertSql, [email, hash, userMetaData], token) ?? throw new InvalidOperationException("A trigger swallowed the new user.");
        await ExecuteAsync(connection, IdentitySql, [user.Id, email], token);
        await transaction.CommitAsync(token);
        return user;
    }

    public async Task<LocalUser?> ByEmailAsync(string email, CancellationToken token) =>
        await ReadAsync($"select {LocalUser.Columns} from auth.users where lower(email) = lower($1) and not is_sso_user", email, token);

    public async Task<LocalUser?> ByIdAsync(Guid id, CancellationToken token) =>
        await ReadAsync($"select {LocalUser.Columns} from auth.users where id = $1", id, token);

    /// <summary>A page of all users, the oldest first.</summary>
    public async Task<IReadOnlyList<LocalUser>> PageAsync(int page, int size, CancellationToken token)
    {
        await using var command = database.CreateCommand($"select {LocalUser.Columns} from auth.users order by created_at, id limit $1 offset $2");
        command.Parameters.Add(new NpgsqlParameter { Value = size });
        command.Parameters.Add(new NpgsqlParameter { Value = (page - 1) * size });
        await using var reader = await command.ExecuteReaderAsync(token);
        var users = new List<LocalUser>();
        while (await reader.ReadAsync(token)) users.Add(await LocalUser.ReadAsync(reader, token));
        return users;
    }

    /// <summary>Deletes a user.</summary>
    /// <exception cref="PostgresException">23503: something still refers to it.</exception>
    public async Task<bool> DeleteAsync(Guid id, CancellationToken token)
    {
        await using var connection = await database.OpenConnectionAsync(token);
        await using var transaction = await BeginAsync(connection, token);
        var gone = await ExecuteAsync(connection, "delete from auth.users where id = $1", [id], token);
        await transaction.CommitAsync(token);
        return gone > 0;
    }

    public static async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var transaction = await connection.BeginTransactionAsync(token);
        await ExecuteAsync(connection, AsService, [], token);
        return transaction;
    }

    public static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql, IReadOnlyList<object> parameters, CancellationToken token)
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync(token);
    }

    private async Task<LocalUser?> ReadAsync(string sql, object parameter, CancellationToken token)
    {
        await using var connection = await database.OpenConnectionAsync(token);
        return await OneAsync(connection, sql, [parameter], token);
    }

    private static async Task<LocalUser?> OneAsync(NpgsqlConnection connection, string sql, IReadOnlyList<object> parameters, CancellationToken token)
    {
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? await LocalUser.ReadAsync(reader, token) : null;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, IReadOnlyList<object> parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return command;
    }
}
