namespace Lockkeeper.Pipeline.SmokeTests.Health;

/// <summary>The tables that a role of the API may read, as the database knows them.</summary>
internal static class ExposedTables
{
    private const string Sql = """
        select n.nspname || '.' || c.relname
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
          and n.nspname !~ '^(pg_|information_schema$|auth$|storage$|extensions$|realtime$|vault$|graphql|supabase_|net$|cron$|pgsodium)'
          and exists (select from pg_catalog.pg_roles r where r.rolname in ('anon', 'authenticated', 'service_role')
                      and has_schema_privilege(r.oid, n.oid, 'usage') and has_table_privilege(r.oid, c.oid, 'select'))
          and n.nspname !~ '[.]' and c.relname !~ '[.]'
        order by c.relrowsecurity desc, 1 limit 40
        """;

    public static async Task<IReadOnlyList<string>> ReadAsync(SmokeRun run) => await run.Database.TextsAsync(Sql, run.Token);
}
