using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>One attempt at a migration: all its statements and its history row in one transaction.</summary>
internal sealed class TransactionalMigration(TargetDatabase target, NpgsqlConnection connection, ApplyLimits limits, TimeProvider time)
{
    private readonly Dictionary<NpgsqlBatchCommand, SqlStatement> _running = [];

    public async Task<AppliedMigration> RunAsync(Migration migration, CancellationToken token)
    {
        var began = time.GetTimestamp();
        string? transactionId = null;
        IReadOnlyList<HeldLock> locks = [];
        var committing = false;
        try
        {
            await ForgetEarlierAsync(token);
            var names = await RelationNames.ReadAsync(connection, token);
            // A transaction that is left without COMMIT is rolled back when it is disposed, also on cancellation.
            await using var transaction = await connection.BeginTransactionAsync(token);
            transactionId = await PrepareAsync(token);
            locks = await ExecuteAsync(migration, names, token);
            // Once COMMIT is on its way nobody may interrupt it: its answer decides what is true.
            committing = true;
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (PostgresException e) when (!StatementFailures.EndsSession(e))
        {
            throw StatementFailures.From(e, migration, FailedStatement(e), FailureState.RolledBack);
        }
        catch (NpgsqlException e) when (committing || !token.IsCancellationRequested)
        {
            if (!await CommitStatus.IsCommittedAsync(target, migration, transactionId, time, e)) throw CommitStatus.Lost(migration, e);
        }

        return new AppliedMigration(migration.Version, migration.Name, time.GetElapsedTime(began).TotalSeconds, 1, locks, []);
    }

    // What an earlier migration may have left in the session: roles, settings, temporary tables, prepared statements, advisory locks.
    private async Task ForgetEarlierAsync(CancellationToken token)
    {
        await using var command = new NpgsqlCommand("discard all", connection);
        await command.ExecuteNonQueryAsync(token);
    }

    // DISCARD ALL left the role at none; RESET gives the one that the role or the connection starts with.
    private async Task<string> PrepareAsync(CancellationToken token)
    {
        var create = await HistoryTable.ExistsAsync(connection, token) ? string.Empty : HistoryTable.CreateSql;
        await using var command = new NpgsqlCommand(
            $"reset role; {limits.ToSql()}; {create} select pg_catalog.pg_current_xact_id()::text",
            connection);
        return (string)(await command.ExecuteScalarAsync(token))!;
    }

    // One batch: the statements run one after the other on the server without waiting for us.
    private async Task<IReadOnlyList<HeldLock>> ExecuteAsync(Migration migration, RelationNames names, CancellationToken token)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in migration.Statements)
        {
            // A last comment belongs to the history row; there is nothing in it to run.
            if (statement.Kind == SqlStatementKind.Comment) continue;
            var command = new NpgsqlBatchCommand(statement.Text);
            _running[command] = statement;
            batch.BatchCommands.Add(command);
        }

        // The history belongs to the deploying role, whatever role the file has gone over to.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("reset session authorization"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("reset role"));
        batch.BatchCommands.Add(HistoryTable.Insert(migration));
        await batch.ExecuteNonQueryAsync(token);
        return await names.LocksOfAsync(connection, token);
    }

    private SqlStatement? FailedStatement(PostgresException e) =>
        e.BatchCommand is { } command ? _running.GetValueOrDefault(command) : null;
}
