using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// A migration of one statement that PostgreSQL refuses inside a transaction, such as CREATE INDEX CONCURRENTLY. The history row follows in
/// a transaction of its own; what an earlier attempt left is cleared away first, and what this one leaves when it fails, afterwards.
/// </summary>
internal sealed class StandaloneMigration(TargetDatabase target, NpgsqlConnection connection, ApplyLimits limits, TimeProvider time)
{
    private readonly List<string> _notices = [];

    public async Task<AppliedMigration> RunAsync(Migration migration, CancellationToken token)
    {
        var began = time.GetTimestamp();
        await PrepareAsync(token);
        var index = IndexStatement.Parse(Statement(migration));
        var drop = DropRecovery.For(connection, migration, index);
        var dropped = drop is null ? null : await drop.PrepareAsync(token);
        var (found, done) = dropped is null ? await new IndexRecovery(connection).PrepareAsync(index, token) : (dropped, true);
        if (found is not null) _notices.Add($"{Where(migration)}: {found}");
        if (!done) await ExecuteAsync(migration, token);
        await RecordOrTellAsync(migration, drop);
        return new AppliedMigration(migration.Version, migration.Name, time.GetElapsedTime(began).TotalSeconds, 1, [], _notices);
    }

    private async Task ExecuteAsync(Migration migration, CancellationToken token)
    {
        var before = await InvalidIndexes.ReadAsync(connection, token);
        void Keep(object sender, NpgsqlNoticeEventArgs e) => _notices.Add($"{Where(migration)}: {e.Notice.Severity}: {e.Notice.MessageText}");
        connection.Notice += Keep;
        try
        {
            await using var command = new NpgsqlCommand(Statement(migration).Text, connection);
            await command.ExecuteNonQueryAsync(token);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            throw await new StandaloneAftermath(target, migration, before).ExplainAsync(e);
        }
        finally
        {
            connection.Notice -= Keep;
        }

        var invalid = (await InvalidIndexes.ReadAsync(connection, CancellationToken.None)).Except(before, StringComparer.Ordinal).ToList();
        if (invalid.Count > 0) throw StandaloneAftermath.Dirty(migration, invalid, "after the statement there is an invalid index", inner: null);
    }

    // A lock_timeout would end CONCURRENTLY's own waits and leave an invalid index: it gets the overall deadline instead.
    private async Task PrepareAsync(CancellationToken token)
    {
        await using var discard = new NpgsqlCommand("discard all", connection);
        await discard.ExecuteNonQueryAsync(token);
        await using var command = new NpgsqlCommand(
            $"""
            reset role; set lock_timeout = 0; set client_connection_check_interval = 500;
            set statement_timeout = {ApplyLimits.Milliseconds(limits.Deadline)};
            select {DeploymentLock.HoldApplyingSql}
            """,
            connection);
        await command.ExecuteNonQueryAsync(token);
    }

    // The statement cannot be taken back: a history that does not say so is a state that a person must look at.
    private async Task RecordOrTellAsync(Migration migration, DropRecovery? drop)
    {
        try
        {
            await RecordAsync(migration, drop);
        }
        catch (NpgsqlException e)
        {
            throw new DeployFailure(
                FailureCode.MigrationFailed, $"{migration.FileName}: the statement took effect, but the history could not be written: {e.Message}", e)
            {
                FailedBy = e is PostgresException ? FailureSource.Server : FailureSource.Link,
                State = FailureState.Dirty,
                ExitCode = ExitCode.Unknown,
                SqlState = (e as PostgresException)?.SqlState,
                Next = "Let the deploying role write supabase_migrations.schema_migrations, then run the same command again: it sees that the statement "
                    + "took effect where that can be seen (an index), and runs it once more where not.",
            };
        }
    }

    private async Task RecordAsync(Migration migration, DropRecovery? drop)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await HistoryTable.ExistsAsync(connection, CancellationToken.None))
        {
            await using var create = new NpgsqlCommand(HistoryTable.CreateSql, connection);
            await create.ExecuteNonQueryAsync();
        }

        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { HistoryTable.Insert(migration) } };
        await batch.ExecuteNonQueryAsync();
        if (drop is not null) await drop.ClearAsync(CancellationToken.None);
        await transaction.CommitAsync();
    }

    private static string Where(Migration migration) => $"{migration.FileName}:{Statement(migration).CodeLine}";

    private static SqlStatement Statement(Migration migration) => StandaloneAftermath.Statement(migration);
}
