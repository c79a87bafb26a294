using Npgsql;

namespace Lockkeeper.Postgres.Sessions;

/// <summary>What is asked first under the deployment lock: it travels with the attempt to take the lock, and is answered in the same round trip.</summary>
/// <param name="Sql">Statements that return rows and change nothing; they are also asked where the lock is not to be had, and then not read.</param>
/// <param name="ReadAsync">Reads the answers, from the first statement's on.</param>
public sealed record LockedQuestion(IReadOnlyList<string> Sql, Func<NpgsqlConnection, NpgsqlDataReader, CancellationToken, Task> ReadAsync)
{
    /// <summary>Asks by itself: one round trip.</summary>
    internal async Task AskAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var batch = new NpgsqlBatch(connection);
        AddTo(batch);
        await using var reader = await batch.ExecuteReaderAsync(token);
        await ReadAsync(connection, reader, token);
    }

    /// <summary>Adds the statements to a batch.</summary>
    internal void AddTo(NpgsqlBatch batch)
    {
        foreach (var sql in Sql) batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
    }
}
