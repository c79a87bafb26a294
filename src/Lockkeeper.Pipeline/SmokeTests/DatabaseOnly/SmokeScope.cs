using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;

/// <summary>An open transaction that will be rolled back, and the few questions that several tests ask.</summary>
internal sealed record SmokeScope(NpgsqlConnection Connection, string Deployment, CancellationToken Token)
{
    public async Task<T?> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteScalarAsync(Token) is T value ? value : default;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, Connection);
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

    /// <summary>Runs a statement that may be refused for lack of a privilege, and goes on either way.</summary>
    /// <returns>The scalar, or null when it was refused.</returns>
    public async Task<long?> CountUnlessRefusedAsync(string sql)
    {
        await ExecuteAsync("savepoint attempt");
        try
        {
            return await ScalarAsync<long>(sql);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            await ExecuteAsync("rollback to savepoint attempt");
            return null;
        }
    }
}
