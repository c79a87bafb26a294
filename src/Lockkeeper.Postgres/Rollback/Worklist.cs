using Lockkeeper.Rollback;
using Npgsql;

namespace Lockkeeper.Postgres.Rollback;

/// <summary>
/// Runs statements whose right order the server knows best: what fails only because something else is still there, or not there yet, is
/// tried again after the others.
/// </summary>
internal sealed class Worklist(NpgsqlConnection connection)
{
    private static readonly HashSet<string> StillNeeded = new(StringComparer.Ordinal) { PostgresErrorCodes.DependentObjectsStillExist };

    private static readonly HashSet<string> NotThereYet = new(StringComparer.Ordinal)
    {
        PostgresErrorCodes.UndefinedTable, PostgresErrorCodes.UndefinedColumn, PostgresErrorCodes.UndefinedObject, PostgresErrorCodes.UndefinedFunction,
        PostgresErrorCodes.InvalidSchemaName,
    };

    /// <summary>Drops all that can be dropped.</summary>
    /// <returns>What cannot, because something that stays depends on it, and what the server said.</returns>
    public Task<IReadOnlyList<(UndoStatement Statement, PostgresException Error)>> DropAsync(IReadOnlyList<UndoStatement> statements, CancellationToken token) =>
        RunAsync(statements, StillNeeded, token);

    /// <summary>Makes all that can be made.</summary>
    /// <returns>What cannot, because something that it needs is not there, and what the server said.</returns>
    public Task<IReadOnlyList<(UndoStatement Statement, PostgresException Error)>> CreateAsync(IReadOnlyList<UndoStatement> statements, CancellationToken token) =>
        RunAsync(statements, NotThereYet, token);

    private async Task<IReadOnlyList<(UndoStatement, PostgresException)>> RunAsync(
        IReadOnlyList<UndoStatement> statements, HashSet<string> later, CancellationToken token)
    {
        var waiting = statements;
        while (true)
        {
            var failed = new List<(UndoStatement Statement, PostgresException Error)>();
            foreach (var statement in waiting)
            {
                if (await TryAsync(statement, later, token) is { } error) failed.Add((statement, error));
            }

            if (failed.Count == 0 || failed.Count == waiting.Count) return failed;
            waiting = [.. failed.Select(f => f.Statement)];
        }
    }

    private async Task<PostgresException?> TryAsync(UndoStatement statement, HashSet<string> later, CancellationToken token)
    {
        try
        {
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand("savepoint lockkeeper_undo"), new NpgsqlBatchCommand(statement.Sql), new NpgsqlBatchCommand("release savepoint lockkeeper_undo"),
                },
            };
            await batch.ExecuteNonQueryAsync(token);
            return null;
        }
        catch (PostgresException e) when (later.Contains(e.SqlState))
        {
            await using var back = new NpgsqlCommand("rollback to savepoint lockkeeper_undo", connection);
            await back.ExecuteNonQueryAsync(token);
            return e;
        }
        catch (PostgresException e) when (e.InvariantSeverity is not ("FATAL" or "PANIC"))
        {
            throw UndoFailures.Of(e, statement.Object);
        }
    }
}
