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

    private ServerProcess? _process;
    private DropRecovery? _drop;

    public async Task<AppliedMigration> RunAsync(Migration migration, CancellationToken token)
    {
        var began = time.GetTimestamp();
        if (await BeginAsync(migration, token) is { } before) await ExecuteAsync(migration, before, token);
        await RecordOrTellAsync(migration);
        return new AppliedMigration(migration.Version, migration.Name, time.GetElapsedTime(began).TotalSeconds, 1, [], _notices);
    }

    // The indexes that are invalid already; null when an earlier attempt has done the work.
    private async Task<IReadOnlyList<string>?> BeginAsync(Migration migration, CancellationToken token)
    {
        try
        {
            await PrepareAsync(token);
            var index = IndexStatement.Parse(Statement(migration));
            _drop = DropRecovery.For(migration, index);
            var dropped = _drop is null ? null : await _drop.PrepareAsync(connection, token);
            var (found, done) = dropped is null ? await new IndexRecovery(connection).PrepareAsync(index, token) : (dropped, true);
            if (found is not null) _notices.Add($"{Where(migration)}: {found}");
            return done ? null : await InvalidIndexes.ReadAsync(connection, token);
        }
        catch (PostgresException e) when (!StatementFailures.EndsSession(e))
        {
            throw StatementFailures.From(e, migration, statement: null, FailureState.RolledBack);
        }
        catch (NpgsqlException e) when (!token.IsCancellationRequested)
        {
            throw new CommitStatus(target, migration, time, e).Lost("the statement had not begun");
        }
    }

    private async Task ExecuteAsync(Migration migration, IReadOnlyList<string> before, CancellationToken token)
    {
        void Keep(object sender, NpgsqlNoticeEventArgs e) => _notices.Add($"{Where(migration)}: {e.Notice.Severity}: {e.Notice.MessageText}");
        var answered = false;
        connection.Notice += Keep;
        try
        {
            await using var command = new NpgsqlCommand(Statement(migration).Text, connection);
            await new SilenceWatch(target, connection, time).RunAsync(_process!, command.CommandText.Length, t => command.ExecuteNonQueryAsync(t), token);
            answered = true;
            var invalid = (await InvalidIndexes.ReadAsync(connection, CancellationToken.None)).Except(before, StringComparer.Ordinal).ToList();
            if (invalid.Count > 0) throw StandaloneAftermath.Dirty(migration, invalid, "after the statement there is an invalid index", inner: null);
        }
        catch (Exception e) when (!answered && (e is NpgsqlException or OperationCanceledException))
        {
            await new StandaloneAftermath(target, migration, before, time).ResolveAsync(e, IsOpen ? null : _process);
        }
        catch (NpgsqlException) when (answered && !IsOpen)
        {
            // The server has said that it is done; the history row follows on another connection.
        }
        finally
        {
            connection.Notice -= Keep;
        }
    }

    private bool IsOpen => connection.FullState == System.Data.ConnectionState.Open;

    // A lock_timeout would end CONCURRENTLY's own waits and leave an invalid index: it gets the overall deadline instead.
    private async Task PrepareAsync(CancellationToken token)
    {
        await using var discard = new NpgsqlCommand("discard all", connection);
        await discard.ExecuteNonQueryAsync(token);
        await using var command = new NpgsqlCommand(
            $"""
            reset role; set lock_timeout = 0; set client_connection_check_interval = 500; set standard_conforming_strings = on;
            set statement_timeout = {ApplyLimits.Milliseconds(limits.Deadline)};
            select {ServerProcess.IdSql}, {DeploymentLock.HoldApplyingSql}
            """,
            connection);
        _process = new ServerProcess((string)(await command.ExecuteScalarAsync(token))!);
    }

    // The statement cannot be taken back: a history that does not say so is a state that a person must look at.
    private async Task RecordOrTellAsync(Migration migration)
    {
        try
        {
            if (IsOpen && await IsRecordedAsync(migration)) return;
            // The first try may have been committed: the row is written where it is not there.
            await using var fresh = await new CommitStatus(target, migration, time, new NpgsqlException("The connection was lost.")).ConnectAfterAsync(_process!);
            await RecordAsync(fresh, migration);
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
                    + "took effect where that can be seen (an index), and runs it once more where not.",
            };
        }
    }

    // False when the connection was lost meanwhile.
    private async Task<bool> IsRecordedAsync(Migration migration)
    {
        try
        {
            await RecordAsync(connection, migration);
            return true;
        }
        catch (NpgsqlException) when (!IsOpen)
        {
            return false;
        }
    }

    private async Task RecordAsync(NpgsqlConnection session, Migration migration)
    {
        await using var transaction = await session.BeginTransactionAsync();
        if (!await HistoryTable.ExistsAsync(session, CancellationToken.None))
        {
            await using var create = new NpgsqlCommand(HistoryTable.CreateSql, session);
            await create.ExecuteNonQueryAsync();
        }

        var insert = HistoryTable.Insert(migration);
        insert.CommandText += " on conflict (version) do nothing";
        await using var batch = new NpgsqlBatch(session) { BatchCommands = { insert } };
        await batch.ExecuteNonQueryAsync();
        if (_drop is not null) await _drop.ClearAsync(session, CancellationToken.None);
        await transaction.CommitAsync();
    }

    private static string Where(Migration migration) => $"{migration.FileName}:{Statement(migration).CodeLine}";

    private static SqlStatement Statement(Migration migration) => StandaloneAftermath.Statement(migration);
}
