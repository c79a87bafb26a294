using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.History;

/// <summary>Who a server is and what its history says.</summary>
/// <param name="Server">The server as it introduced itself.</param>
/// <param name="Mode">Whether it takes writes.</param>
/// <param name="Rows">The rows by version; none where the table is missing.</param>
public sealed record HistoryReading(TargetIdentity Server, ServerMode Mode, IReadOnlyList<HistoryRow> Rows)
{
    /// <summary>At most two round trips.</summary>
    public static async Task<HistoryReading> TakeAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var (server, mode, identifier, rows) = await IntroduceAsync(connection, token);
        await using var batch = new NpgsqlBatch(connection);
        if (identifier) batch.BatchCommands.Add(new NpgsqlBatchCommand(ServerIntroduction.IdentifierSql));
        if (rows is not null) batch.BatchCommands.Add(new NpgsqlBatchCommand(rows));
        if (batch.BatchCommands.Count == 0) return new HistoryReading(server, mode, []);

        await using var reader = await batch.ExecuteReaderAsync(token);
        if (identifier)
        {
            await reader.ReadAsync(token);
            server = server with { SystemIdentifier = reader.GetString(0) };
            await reader.NextResultAsync(token);
        }

        return new HistoryReading(server, mode, rows is null ? [] : await HistoryTable.RowsAsync(reader, token));
    }

    // What may be asked next depends on the answer: a table or a privilege that is missing would fail the query that names it.
    private static async Task<(TargetIdentity Server, ServerMode Mode, bool Identifier, string? Rows)> IntroduceAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(ServerIntroduction.Sql), new NpgsqlBatchCommand(ServerMode.Sql), new NpgsqlBatchCommand(HistoryTable.ColumnsSql),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(token);
        var (server, identifier) = await ServerIntroduction.ReadAsync(connection, reader, token);
        await reader.NextResultAsync(token);
        var mode = await ServerMode.ReadAsync(reader, token);
        await reader.NextResultAsync(token);
        await reader.ReadAsync(token);
        return (server, mode, identifier, HistoryTable.RowsSql(await reader.GetFieldValueAsync<string[]>(0, token)));
    }
}
