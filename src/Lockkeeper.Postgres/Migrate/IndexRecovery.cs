using Lockkeeper.Migrations;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// A CONCURRENTLY statement cannot be rolled back, and a crash can come between it and its history row. So before it runs, the database
/// is asked how far an earlier attempt has come.
/// </summary>
internal sealed class IndexRecovery(NpgsqlConnection connection)
{
    // Columns decide whether an index of that name is the one that the statement builds: they are what the server itself notes down.
    private const string Built = """
        select format('%I.%I', n.nspname, c.relname), i.indisvalid,
               i.indisunique = $3 and
               (select array_agg(a.attnum order by a.attnum) from pg_catalog.pg_attribute a
                where a.attrelid = i.indrelid and a.attname = any ($4) and a.attnum > 0 and not a.attisdropped)
               is not distinct from
               (select array_agg(distinct d.refobjsubid::int2 order by d.refobjsubid::int2) from pg_catalog.pg_depend d
                where d.classid = 'pg_class'::regclass and d.objid = i.indexrelid and d.refclassid = 'pg_class'::regclass
                  and d.refobjid = i.indrelid and d.refobjsubid > 0),
               exists (select from pg_catalog.pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
        from pg_catalog.pg_class c join pg_catalog.pg_index i on i.indexrelid = c.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where i.indrelid = to_regclass($2) and c.relname = (parse_ident($1))[1]
        """;

    // REINDEX CONCURRENTLY builds beside the old index under a name of its own.
    private const string Rebuilt = """
        select format('%I.%I', n.nspname, c.relname)
        from pg_catalog.pg_class c join pg_catalog.pg_index i on i.indexrelid = c.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where not i.indisvalid and c.relname ~ '_cc(new|old)[0-9]*$'
          and i.indrelid in (to_regclass($1), (select x.indrelid from pg_catalog.pg_index x where x.indexrelid = to_regclass($1)))
          and not exists (select from pg_catalog.pg_stat_progress_create_index p where p.index_relid = i.indexrelid)
        """;

    /// <summary>Clears away what an earlier attempt left half built.</summary>
    /// <returns>What was found, in words; and whether the statement has taken effect already.</returns>
    public async Task<(string? Found, bool Done)> PrepareAsync(IndexStatement? statement, CancellationToken token) => statement switch
    {
        { Action: IndexAction.Create, Name: { } name, Table: { } table } => await CreateAsync(statement, name, table, token),
        { Action: IndexAction.Reindex, Name: { } name } => (await DropAllAsync(await RebuiltAsync(name, token), token), false),
        _ => (null, false),
    };

    /// <summary>Removes an index without blocking anybody; waits for old transactions only as long as the statement_timeout allows.</summary>
    public async Task DropAsync(string index, CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"drop index concurrently if exists {index}", connection);
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>Whether a statement has taken effect; null where that cannot be seen.</summary>
    public async Task<bool?> IsDoneAsync(IndexStatement? statement, CancellationToken token) => statement switch
    {
        { Action: IndexAction.Create, Name: { } name, Table: { } table } => await BuiltAsync(statement, name, table, token) is { IsValid: true, IsSame: true },
        { Action: IndexAction.Drop, Name: { } name } => !await ExistsAsync(name, token),
        _ => null,
    };

    private async Task<(string? Found, bool Done)> CreateAsync(IndexStatement statement, string name, string table, CancellationToken token)
    {
        // Another index under that name, or one that somebody is building: the server's own error tells it best.
        if (await BuiltAsync(statement, name, table, token) is not { IsBuilding: false } index || index is { IsValid: true, IsSame: false }) return (null, false);
        if (index.IsValid) return ($"index {index.Name} is built and valid: an earlier attempt did not get to write the history", true);
        return (await DropAllAsync([index.Name], token), false);
    }

    private async Task<BuiltIndex?> BuiltAsync(IndexStatement statement, string name, string table, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Built, connection)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = name },
                new NpgsqlParameter { Value = table },
                new NpgsqlParameter { Value = statement.Unique },
                new NpgsqlParameter { Value = statement.Names.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(token);
        return await reader.ReadAsync(token) ? new BuiltIndex(reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2), reader.GetBoolean(3)) : null;
    }

    private async Task<bool> ExistsAsync(string name, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select to_regclass($1) is not null", connection) { Parameters = { new NpgsqlParameter { Value = name } } };
        return await command.ExecuteScalarAsync(token) is true;
    }

    private async Task<string?> DropAllAsync(IReadOnlyList<string> indexes, CancellationToken token)
    {
        foreach (var index in indexes) await DropAsync(index, token);
        return indexes.Count == 0 ? null : $"dropped the invalid index {string.Join(", ", indexes)} that an earlier attempt left behind";
    }

    private async Task<IReadOnlyList<string>> RebuiltAsync(string name, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Rebuilt, connection) { Parameters = { new NpgsqlParameter { Value = name } } };
        await using var reader = await command.ExecuteReaderAsync(token);
        var names = new List<string>();
        while (await reader.ReadAsync(token)) names.Add(reader.GetString(0));
        return names;
    }

    private sealed record BuiltIndex(string Name, bool IsValid, bool IsSame, bool IsBuilding);
}
