using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Data;

/// <summary>Goes over to a role for the rest of a transaction; COMMIT and ROLLBACK take all of it back.</summary>
internal static class RoleChange
{
    private const string Door = "authenticator";

    // What ALTER ROLE … SET says comes at sign-in only, and nobody signs in here. The last role wins, then what is said for this database.
    private const string SettingsSql = """
        select set_config(s.name, s.value, true)
        from (
          select distinct on (split_part(c, '=', 1)) split_part(c, '=', 1) as name, substr(c, strpos(c, '=') + 1) as value
          from pg_db_role_setting d
          join pg_roles r on r.oid = d.setrole
          cross join unnest(d.setconfig) as c
          where r.rolname = any ($1) and d.setdatabase in (0, (select oid from pg_database where datname = current_database()))
          order by split_part(c, '=', 1), array_position($1, r.rolname::text) desc, d.setdatabase desc
        ) s
        where strpos(s.name, '.') > 0 or s.name in (select p.name from pg_settings p where p.context in ('user', 'superuser'))
        """;

    private const string ClaimsSql = """
        select set_config('search_path', $1, true), set_config('transaction_read_only', $2, true), set_config('role', $3, true),
               set_config('request.jwt.claims', $4, true), set_config('request.jwt.claim.sub', $5, true), set_config('request.jwt.claim.role', $3, true)
        """;

    public static async Task ToCallerAsync(LocalTransaction transaction, Caller caller, RequestScope scope, CancellationToken token)
    {
        await using var batch = Batch(transaction, [Door, caller.Role], Door);
        var claims = new NpgsqlBatchCommand(ClaimsSql);
        string[] values = [scope.SearchPath, scope.ReadOnly ? "on" : "off", caller.Role, caller.Claims.ToJsonString(), caller.UserId ?? ""];
        foreach (var value in values) claims.Parameters.Add(LocalTransaction.Parameter(value));
        batch.BatchCommands.Add(claims);
        await batch.ExecuteNonQueryAsync(token);
    }

    public static async Task ToServiceAsync(LocalTransaction transaction, string role, CancellationToken token)
    {
        await using var batch = Batch(transaction, [role], role);
        // The services give up a request after ten seconds.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('statement_timeout', '10s', true) where current_setting('statement_timeout') = '0'"));
        await batch.ExecuteNonQueryAsync(token);
    }

    // The session's own user changes as well: RESET ROLE inside a function must not lead back to the superuser.
    private static NpgsqlBatch Batch(LocalTransaction transaction, string[] settingsOf, string user)
    {
        var batch = new NpgsqlBatch(transaction.Connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SettingsSql) { Parameters = { LocalTransaction.Parameter(settingsOf) } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('session_authorization', $1, true)") { Parameters = { LocalTransaction.Parameter(user) } });
        return batch;
    }
}
