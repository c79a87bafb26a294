using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests.Health;

/// <summary>A table under row level security that users read through REST.</summary>
internal static class ProtectedTable
{
    private const string Sql = """
        select n.nspname || '.' || c.relname
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and exists (select from pg_catalog.pg_policy p where p.polrelid = c.oid) and n.nspname || '.' || c.relname = any ($1)
          and has_schema_privilege('authenticated', n.oid, 'usage') and has_table_privilege('authenticated', c.oid, 'select')
        order by not exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname in ('user_id', 'owner_id', 'owner', 'created_by')), 1
        limit 1
        """;

    /// <summary>The first, one with an owner before others; null where there is none.</summary>
    public static async Task<RestTable?> FindAsync(SmokeRun run)
    {
        var found = await run.Database.ScalarAsync<string>(Sql, run.Token, [run.Served.ToArray()]);
        return found?.Split('.') is [var schema, var table] ? new RestTable(schema, table) : null;
    }
}
