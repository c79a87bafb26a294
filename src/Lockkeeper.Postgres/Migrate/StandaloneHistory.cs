using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>The history row of a statement that has taken effect and cannot be taken back, in a transaction of its own.</summary>
/// <param name="target">Asked on a new connection when the old one is lost.</param>
/// <param name="migration">The migration.</param>
/// <param name="recovery">Has the attempt's mark, which goes with the row.</param>
/// <param name="limits">How long to wait.</param>
/// <param name="time">The clock of the patience.</param>
internal sealed class StandaloneHistory(TargetDatabase target, Migration migration, StandaloneRecovery recovery, ApplyLimits limits, TimeProvider time)
{
    /// <summary>Returns when the row is there.</summary>
    /// <param name="connection">The session that ran the statement; it may be lost.</param>
    /// <param name="process">Its process.</param>
    /// <exception cref="DeployFailure">It cannot be written: a history that does not say so is a state that a person must look at.</exception>
    public async Task RecordAsync(NpgsqlConnection connection, ServerProcess process)
    {
        try
        {
            if (IsOpen(connection) && await IsRecordedAsync(connection)) return;
            // The first try may have been committed: the row is written where it is not there.
            await using var fresh = await new CommitStatus(target, migration, time, new NpgsqlException("The connection was lost.")).ConnectAfterAsync(process);
            await WriteAsync(fresh);
        }
        catch (Exception e) when (e is NpgsqlException or DeployFailure)
        {
            throw new DeployFailure(
                FailureCode.MigrationFailed, $"{migration.FileName}: the statement took effect, but the history could not be written: {e.Message}", e)
            {
                FailedBy = e is PostgresException ? FailureSource.Server : FailureSource.Link,
                State = FailureState.Dirty,
                ExitCode = ExitCode.Unknown,
                SqlState = (e as PostgresException)?.SqlState,
                Next = "Let the deploying role write supabase_migrations.schema_migrations, then run the same command again: it sees that the statement "
                    + "took effect where that can be seen (an index, a partition, a database), and runs it once more where not (VACUUM, REINDEX).",
            };
        }
    }

    private static bool IsOpen(NpgsqlConnection connection) => connection.FullState == System.Data.ConnectionState.Open;

    // False when the connection was lost meanwhile.
    private async Task<bool> IsRecordedAsync(NpgsqlConnection connection)
    {
        try
        {
            await WriteAsync(connection);
            return true;
        }
        catch (NpgsqlException) when (!IsOpen(connection))
        {
            return false;
        }
    }

    private async Task WriteAsync(NpgsqlConnection session)
    {
        await using var transaction = await session.BeginTransactionAsync();
        // The statement may have been given all the time in the world; a row has its end.
        await using (var limit = new NpgsqlCommand($"set local lock_timeout = 0; set local statement_timeout = {ApplyLimits.Milliseconds(limits.Deadline)}", session))
            await limit.ExecuteNonQueryAsync();
        if (!await HistoryTable.ExistsAsync(session, CancellationToken.None))
        {
            await using var create = new NpgsqlCommand(HistoryTable.CreateSql, session);
            await create.ExecuteNonQueryAsync();
        }

        var insert = HistoryTable.Insert(migration);
        insert.CommandText += " on conflict (version) do nothing";
        await using var batch = new NpgsqlBatch(session) { BatchCommands = { insert } };
        await batch.ExecuteNonQueryAsync();
        await recovery.ClearMarkAsync(session, CancellationToken.None);
        await transaction.CommitAsync();
    }
}
