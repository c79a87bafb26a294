using Lockkeeper.Migrations;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Indexes that a failed CONCURRENTLY left behind: they cost writes and serve no query.</summary>
public static class InvalidIndexes
{
    // The server hides from others what a role builds, but not that it holds the table meanwhile.
    private const string Invalid = """
        select format('%I.%I', n.nspname, c.relname)
        from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where not i.indisvalid and c.relkind = 'i'
          and not exists (select from pg_catalog.pg_stat_progress_create_index p
                          where p.index_relid = i.indexrelid or (p.relid is null and exists (
                              select from pg_catalog.pg_locks l where l.pid = p.pid and l.relation = i.indrelid and l.granted)))
        """;

    private const string OfCreate = " and i.indrelid = to_regclass($2) and c.relname = (parse_ident($1))[1]";

    // REINDEX CONCURRENTLY builds beside the old index under a name of its own, of each partition and of what is kept outside of the table.
    private const string OfReindex = """
         and c.relname ~ '_cc(new|old)[0-9]*$' and i.indrelid in (
            select t.oid from pg_catalog.pg_class t where t.oid in (select * from reindexed) or t.oid in (
                select r.reltoastrelid from pg_catalog.pg_class r where r.oid in (select * from reindexed)))
        """;

    /// <summary>Qualified names, sorted. An index that another session is building right now is left out.</summary>
    public static Task<IReadOnlyList<string>> ReadAsync(NpgsqlConnection connection, CancellationToken token) => NamesAsync(connection, Invalid, [], token);

    /// <summary>Those that an earlier attempt at this statement left, so that they are dropped before it runs; named like the others.</summary>
    public static Task<IReadOnlyList<string>> OfAsync(NpgsqlConnection connection, IndexStatement statement, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return statement switch
        {
            { Action: IndexAction.Create, Name: { } name, Table: { } table } => NamesAsync(connection, Invalid + OfCreate, [name, table], token),
            { Action: IndexAction.Reindex, Concurrently: true } when Reindexed(statement) is { } tables =>
                NamesAsync(connection, $"with reindexed as ({tables}) {Invalid + OfReindex}", statement.Name is { } name ? [name] : [], token),
            _ => Task.FromResult<IReadOnlyList<string>>([]),
        };
    }

    // The tables whose indexes are built anew.
    private static string? Reindexed(IndexStatement statement) => (statement.Scope, statement.Name) switch
    {
        ("index", not null) => """
            select x.indrelid from pg_catalog.pg_index x
            where x.indexrelid = to_regclass($1) or x.indexrelid in (select relid from pg_catalog.pg_partition_tree(to_regclass($1)))
            """,
        ("table", not null) => "select to_regclass($1)::oid union select relid from pg_catalog.pg_partition_tree(to_regclass($1))",
        ("schema", not null) => "select oid from pg_catalog.pg_class where relnamespace = to_regnamespace($1)",
        ("database", _) => $"select oid from pg_catalog.pg_class{(statement.Name is null ? "" : " where current_database() = (parse_ident($1))[1]")}",
        _ => null,
    };

    private static async Task<IReadOnlyList<string>> NamesAsync(NpgsqlConnection connection, string sql, string[] parameters, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql + " order by 1", connection);
        foreach (var parameter in parameters) command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        await using var reader = await command.ExecuteReaderAsync(token);
        var names = new List<string>();
        while (await reader.ReadAsync(token)) names.Add(reader.GetString(0));
        return names;
    }
}
