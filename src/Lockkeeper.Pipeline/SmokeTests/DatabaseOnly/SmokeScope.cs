using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;

/// <summary>An open transaction that will be rolled back, and the few questions that several tests ask.</summary>
internal sealed record SmokeScope(NpgsqlConnection Connection, string Deployment, CancellationToken Token)
{
    public async Task<T?> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Command(sql);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteScalarAsync(Token) is T value ? value : default;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = Command(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    public async Task<bool> HasTableAsync(string name) => await ScalarAsync<bool>("select to_regclass($1) is not null", name);

    // Since version 16 a member may be one that must not SET ROLE, as on Supabase.
    public async Task<bool> CanBecomeAsync(string role) => await ScalarAsync<bool>(
        """
        select exists (select from pg_catalog.pg_roles where rolname = $1
          and pg_catalog.pg_has_role(oid, case when current_setting('server_version_num')::int >= 160000 then 'set' else 'member' end))
        """,
        role);

    /// <summary>Acts as PostgREST does for a request: role and claims hold to the end of the transaction, or to the next call.</summary>
    public async Task ActAsAsync(string role, Guid? user = null)
    {
        var claims = user is { } id ? $$"""{"sub":"{{id}}","role":"{{role}}"}""" : $$"""{"role":"{{role}}"}""";
        await ExecuteAsync("reset role");
        await ScalarAsync<string>("select set_config('request.jwt.claims', $1, true)", claims);
        await ScalarAsync<string>("select set_config('request.jwt.claim.sub', $1, true)", user?.ToString() ?? "");
        await ScalarAsync<string>("select set_config('role', $1, true)", role);
    }

    /// <summary>Whether the role that is acted as sees a row; where it may not look it sees none.</summary>
    /// <param name="from">What stands behind FROM.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <returns>Null when the server gave up before it could tell: to find nothing, it has to read all of a table.</returns>
    public async Task<bool?> SeesAnyAsync(string from, params object[] parameters)
    {
        await ExecuteAsync("savepoint attempt");
        try
        {
            return await ScalarAsync<bool>($"select exists (select from {from})", parameters);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.QueryCanceled or PostgresErrorCodes.LockNotAvailable)
        {
            await ExecuteAsync("rollback to savepoint attempt");
            return e.SqlState is PostgresErrorCodes.InsufficientPrivilege ? false : null;
        }
    }

    private NpgsqlCommand Command(string sql) => new(sql, Connection) { CommandTimeout = SmokeDatabase.PatienceInSeconds };
}
