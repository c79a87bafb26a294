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
        HistoryIntroduction? introduction = null;
        await HistoryIntroduction.Question(answer => introduction = answer).AskAsync(connection, token);
        return await TakeAsync(connection, introduction!, token);
    }

    /// <summary>One round trip, where there is anything left to ask.</summary>
    public static async Task<HistoryReading> TakeAsync(NpgsqlConnection connection, HistoryIntroduction introduction, CancellationToken token)
    {
        var (server, mode, showsIdentifier, rows) = introduction;
        await using var batch = new NpgsqlBatch(connection);
        if (showsIdentifier) batch.BatchCommands.Add(new NpgsqlBatchCommand(ServerIntroduction.IdentifierSql));
        if (rows is not null) batch.BatchCommands.Add(new NpgsqlBatchCommand(rows));
        if (batch.BatchCommands.Count == 0) return new HistoryReading(server, mode, []);

        await using var reader = await batch.ExecuteReaderAsync(token);
        if (showsIdentifier)
        {
            await reader.ReadAsync(token);
            server = server with { SystemIdentifier = reader.GetString(0) };
            await reader.NextResultAsync(token);
        }

        return new HistoryReading(server, mode, rows is null ? [] : await HistoryTable.RowsAsync(reader, token));
    }
}
