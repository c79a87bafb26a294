using System.Globalization;
using Npgsql;

namespace Lockkeeper.Postgres.Data;

/// <summary>Where a sequence stands.</summary>
/// <param name="Sequence">Its qualified name, quoted where PostgreSQL would quote it.</param>
/// <param name="Value">Its last_value.</param>
/// <param name="IsCalled">Whether that value was given out.</param>
public sealed record SequenceValue(string Sequence, long Value, bool IsCalled);

/// <summary>The large objects of a database.</summary>
/// <param name="Count">How many.</param>
/// <param name="Digest">Of their ids and contents, whatever their order.</param>
public sealed record LargeObjects(long Count, string Digest);

/// <summary>What a dump carries beside the rows of tables.</summary>
public static class BesideTables
{
    private const int SequencesAtOnce = 500;

    // Sequences that an extension made are its own.
    private const string Names = """
        select quote_ident(n.nspname) || '.' || quote_ident(c.relname) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'S' and n.nspname !~ '^(pg_|information_schema$)'
          and not exists (select from pg_catalog.pg_depend x where x.classid = 'pg_catalog.pg_class'::regclass and x.objid = c.oid and x.deptype = 'e')
        order by (quote_ident(n.nspname) || '.' || quote_ident(c.relname)) collate "C"
        """;

    // Pieces of a megabyte: an object may be larger than a value can be. 262144 is INV_READ.
    private const string Objects = """
        select count(distinct m.oid),
               coalesce(sum(hash_record_extended(row(m.oid::bigint, piece.n, pg_catalog.lo_get(m.oid, piece.n * 1048576, 1048576)), 0)), 0)::text
        from pg_catalog.pg_largeobject_metadata m
        cross join lateral (select pg_catalog.lo_open(m.oid, 262144) as fd offset 0) opened
        cross join lateral (select pg_catalog.lo_lseek64(opened.fd, 0, 2) as bytes offset 0) seen
        cross join lateral (select pg_catalog.lo_close(opened.fd) + 0 * seen.bytes offset 0) closed
        cross join lateral pg_catalog.generate_series(0, greatest(seen.bytes - 1, 0) / 1048576) piece(n)
        """;

    /// <summary>Where every sequence stands now: a sequence has no snapshot, others go on while it is read.</summary>
    /// <exception cref="PostgresException">The server refused or failed a query.</exception>
    public static async Task<IReadOnlyList<SequenceValue>> SequencesAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var names = await NamesAsync(connection, token);
        var values = new List<SequenceValue>(names.Count);
        foreach (var chunk in names.Chunk(SequencesAtOnce))
        {
            var sql = string.Join("\nunion all ", chunk.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"select {i}, last_value, is_called from {name}")));
            await using var command = new NpgsqlCommand(sql, connection);
            await using var reader = await command.ExecuteReaderAsync(token);
            while (await reader.ReadAsync(token)) values.Add(new SequenceValue(chunk[reader.GetInt32(0)], reader.GetInt64(1), reader.GetBoolean(2)));
        }

        return values;
    }

    /// <summary>Count and digest of all large objects, in the connection's transaction.</summary>
    /// <exception cref="PostgresException">The server refused or failed a query.</exception>
    public static async Task<LargeObjects> LargeObjectsAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Objects, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return new LargeObjects(reader.GetInt64(0), reader.GetString(1));
    }

    private static async Task<List<string>> NamesAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var names = new List<string>();
        await using var command = new NpgsqlCommand(Names, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) names.Add(reader.GetString(0));
        return names;
    }
}
