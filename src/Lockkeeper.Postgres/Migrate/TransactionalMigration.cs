using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Rehearsing;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>One attempt at a migration: all its statements and its history row in one transaction, and COMMIT when both were looked at.</summary>
internal sealed class TransactionalMigration(
    TargetDatabase target, NpgsqlConnection connection, ApplyLimits limits, TimeProvider time, BeforeCommit? beforeCommit, LockTracer? tracer)
{
    public async Task<AppliedMigration> RunAsync(Migration migration, CancellationToken token)
    {
        var began = time.GetTimestamp();
        string? transactionId = null;
        ServerProcess? process = null;
        IReadOnlyList<HeldLock> locks = [];
        var committing = false;
        var watch = new SilenceWatch(target, connection, time);
        var batch = new MigrationBatch(connection);
        if (tracer is not null) batch.Add(migration, LockTracer.MarkSql);
        batch.AddFile(migration, limits, tracer is null ? [] : LockTracer.AfterEach);
        try
        {
            var names = await AnswerAsync(ForgetEarlierAsync, token);
            // A transaction that is left without COMMIT is rolled back when it is disposed, also on cancellation.
            await using var transaction = await connection.BeginTransactionAsync(token);
            (transactionId, process) = await AnswerAsync(PrepareAsync, token);
            var trace = tracer is null ? null : await tracer.BeginAsync(connection, migration, token);
            await watch.RunAsync(process, batch.Characters, t => batch.ExecuteAsync((_, row) => trace?.Take(row), t), token);
            if (beforeCommit is not null) await beforeCommit(migration, transaction, token);
            locks = await AnswerAsync(t => names.LocksOfAsync(connection, t), token);
            // Once COMMIT is on its way nobody may interrupt it: its answer decides what is true.
            committing = true;
            await watch.RunAsync(process, characters: 0, t => transaction.CommitAsync(t), CancellationToken.None);
        }
        catch (PostgresException e) when (!StatementFailures.EndsSession(e))
        {
            throw StatementFailures.From(e, migration, transactionId is null || committing ? null : batch.Place.Statement, FailureState.RolledBack);
        }
        catch (NpgsqlException e) when (committing || !token.IsCancellationRequested)
        {
            var status = new CommitStatus(target, migration, time, e);
            if (!await status.IsCommittedAsync(transactionId, process)) throw status.Lost();
        }

        return new AppliedMigration(
            migration.Version, migration.Name, time.GetElapsedTime(began).TotalSeconds, 1, locks, batch.NoticesOf(migration))
        {
            TransactionId = transactionId,
        };
    }

    private Task<T> AnswerAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken token) => ShortAnswer.OfAsync(connection, time, ask, token);

    // What an earlier migration may have left in the session: roles, settings, temporary tables, prepared statements, advisory locks.
    private async Task<RelationNames> ForgetEarlierAsync(CancellationToken token)
    {
        await using var command = new NpgsqlCommand("discard all", connection);
        await command.ExecuteNonQueryAsync(token);
        return await RelationNames.ReadAsync(connection, token);
    }

    // DISCARD ALL left the role at none; RESET gives the one that the role or the connection starts with.
    private async Task<(string TransactionId, ServerProcess Process)> PrepareAsync(CancellationToken token)
    {
        var create = await HistoryTable.ExistsAsync(connection, token) ? string.Empty : HistoryTable.CreateSql;
        await using var command = new NpgsqlCommand(
            $"""
            reset role;
            select array[pg_catalog.pg_current_xact_id()::text, {ServerProcess.IdSql}], {limits.ToColumns()}, {DeploymentLock.HoldApplyingSql};
            {create}
            """,
            connection);
        var answer = (string[])(await command.ExecuteScalarAsync(token))!;
        return (answer[0], new ServerProcess(answer[1]));
    }
}
