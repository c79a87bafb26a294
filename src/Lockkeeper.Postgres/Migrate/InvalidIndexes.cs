using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Indexes that a failed CONCURRENTLY left behind: they cost writes and serve no query.</summary>
public static class InvalidIndexes
{
    /// <summary>Qualified names, sorted. An index that another session is building right now is left out.</summary>
    public static async Task<IReadOnlyList<string>> ReadAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            """
            select format('%I.%I', n.nspname, c.relname)
            from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where not i.indisvalid and c.relkind = 'i'
              and not exists (select from pg_catalog.pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
            order by 1
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        var names = new List<string>();
        while (await reader.ReadAsync(token)) names.Add(reader.GetString(0));
        return names;
    }
}
