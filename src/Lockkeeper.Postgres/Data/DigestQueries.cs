using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Catalog;
using Npgsql;

namespace Lockkeeper.Postgres.Data;

/// <summary>The round trips of a digest: settings, tables, columns, and all digests in one batch.</summary>
internal static class DigestQueries
{
    public static async Task PinAsync(NpgsqlConnection connection, string? snapshot, CancellationToken token)
    {
        await using var batch = connection.CreateBatch();
        // An identifier from pg_export_snapshot() is hexadecimal digits and dashes; SET takes no parameters.
        if (snapshot is not null)
        {
            if (!snapshot.All(c => char.IsAsciiHexDigit(c) || c == '-'))
                throw new ArgumentException($"'{snapshot}' is not the name of an exported snapshot.", nameof(snapshot));
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"set transaction snapshot '{snapshot}'"));
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("set transaction read only"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(EmbeddedSql.Read("Catalog.Rows.session")));
        await batch.ExecuteNonQueryAsync(token);
    }

    /// <summary>Pins what values' texts depend on, until the transaction or savepoint ends.</summary>
    public static async Task PinSettingsAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Catalog.Rows.session"), connection);
        await command.ExecuteNonQueryAsync(token);
    }

    public static async Task<List<DigestTable>> TablesAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var tables = new List<DigestTable>();
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Data.tables"), connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
        {
            tables.Add(new DigestTable(
                reader.GetFieldValue<uint>(0), reader.GetString(1), reader.GetString(2), reader.GetBoolean(3), reader.GetBoolean(4))
            {
                Name = reader.GetString(5),
                IsDumped = reader.GetBoolean(6),
            });
        }

        return tables;
    }

    public static async Task AddColumnsAsync(NpgsqlConnection connection, IReadOnlyList<DigestTable> tables, CancellationToken token)
    {
        var byOid = tables.ToDictionary(t => t.Oid);
        await using var command = new NpgsqlCommand(EmbeddedSql.Read("Data.columns"), connection);
        command.Parameters.Add(new NpgsqlParameter<uint[]> { TypedValue = [.. byOid.Keys] });
        command.Parameters[0].NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Oid;
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token))
            byOid[reader.GetFieldValue<uint>(0)].Columns.Add((reader.GetString(1), reader.GetBoolean(2)));
    }

    public static async Task<List<TableDigest>> DigestAsync(
        NpgsqlConnection connection,
        IReadOnlyList<DigestTable> tables,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? columns,
        CancellationToken token)
    {
        var digests = new List<TableDigest>();
        if (tables.Count == 0) return digests;

        await using var batch = connection.CreateBatch();
        batch.Timeout = 0; // Large tables take their time; the token and the session's statement_timeout bound it.
        foreach (var table in tables) batch.BatchCommands.Add(new NpgsqlBatchCommand(table.Query(columns?.GetValueOrDefault(table.Name))));

        await using var reader = await batch.ExecuteReaderAsync(token);
        foreach (var table in tables)
        {
            await reader.ReadAsync(token);
            digests.Add(new TableDigest(table.Name, reader.GetInt64(0), reader.GetString(1)));
            await reader.NextResultAsync(token);
        }

        return digests;
    }
}
