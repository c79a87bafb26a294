using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase;

/// <summary>Where nobody says which schemas a project exposes: the project's own ones on which anon, authenticated or service_role were granted something.</summary>
public static class GrantedSchemas
{
    private const string Sql = """
        select array(
          select n.nspname::text from pg_catalog.pg_namespace n
          where n.nspname !~ '^pg_' and n.nspname not in (
              'information_schema', 'auth', 'storage', 'extensions', 'graphql', 'graphql_public', 'realtime', '_realtime', 'vault', 'cron', 'net',
              'pgbouncer', 'pgsodium', 'supabase_functions', 'supabase_migrations')
            and exists (
              select from pg_catalog.aclexplode(n.nspacl) a join pg_catalog.pg_roles r on r.oid = a.grantee
              where r.rolname in ('anon', 'authenticated', 'service_role'))
          order by n.nspname <> 'public', n.nspname)
        """;

    /// <summary>Their names, public first.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        return (string[])(await command.ExecuteScalarAsync(token))!;
    }
}
