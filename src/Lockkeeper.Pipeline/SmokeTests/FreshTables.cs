using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Tables without a byte. What a smoke test writes to one and takes away again leaves it with dead rows, which look like rows from outside.</summary>
internal static class FreshTables
{
    private const string Sql = """
        select quote_ident(n.nspname) || '.' || quote_ident(c.relname)
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'r' and c.relpersistence <> 't' and n.nspname !~ '^(pg_|information_schema$)' and pg_catalog.pg_relation_size(c.oid) = 0
        """;

    /// <summary>Their names as facts have them; none where the database is not to be had, which a test will tell.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(SmokeRun run, CancellationToken token)
    {
        try
        {
            return await run.Database.TextsAsync(Sql, token);
        }
        catch (Exception e) when (e is DeployFailure or NpgsqlException)
        {
            return [];
        }
    }
}
