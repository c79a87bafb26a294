using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// A migration of one statement that PostgreSQL refuses inside a transaction, such as CREATE INDEX CONCURRENTLY. The history row follows in
/// a transaction of its own; what an earlier attempt left is cleared away first, and what this one leaves when it fails, afterwards.
/// </summary>
internal sealed class StandaloneMigration(
    TargetDatabase target, NpgsqlConnection connection, ApplyLimits limits, TimeProvider time, Blockers blockers, Migration migration)
{
    private readonly List<string> _notices = [];
    private readonly bool _blocksNobody = StandaloneLocks.BlockNobody(migration);
    private readonly StandaloneRecovery _recovery = new(migration);
    private readonly SqlStatement _statement = StandaloneAftermath.Statement(migration);

    public async Task<AppliedMigration> RunAsync(int attempt, CancellationToken token)
    {
        var began = time.GetTimestamp();
        var patience = new LockPatience(blockers, _blocksNobody ? limits.Deadline : LockPatience.Endless, limits.LockTimeout, time);
        var process = await SayingWhatFailedAsync(PrepareAsync, patience, token);
        await patience.RunAsync(attempt, (_, _) => Task.FromResult<int[]>([process.Pid]), t => DoAsync(process, patience, t, token), token);
        await new StandaloneHistory(target, migration, _recovery, limits, time).RecordAsync(connection, process);
        return new AppliedMigration(migration.Version, migration.Name, time.GetElapsedTime(began).TotalSeconds, 1, [], _notices);
    }

    private string Where => $"{migration.FileName}:{_statement.CodeLine}";

    private FailureState Unbegun => _recovery.IsHalfDone ? FailureState.Dirty : FailureState.RolledBack;

    private bool IsOpen => connection.FullState == System.Data.ConnectionState.Open;

    private async Task DoAsync(ServerProcess process, LockPatience patience, CancellationToken patient, CancellationToken token)
    {
        var before = await SayingWhatFailedAsync(BeginAsync, patience, patient, token);
        if (before is not null) await ExecuteAsync(process, before, patience, patient);
    }

    // A lock_timeout would end CONCURRENTLY's own waits and leave an invalid index, and building takes as long as it takes: there patience
    // with the waits is what ends it. A statement that readers would queue behind gets the limits that all others have.
    private async Task<ServerProcess> PrepareAsync(CancellationToken token)
    {
        await using var discard = new NpgsqlCommand("discard all", connection);
        await discard.ExecuteNonQueryAsync(token);
        await using var command = new NpgsqlCommand(
            $"""
            reset role; set client_connection_check_interval = 500; set standard_conforming_strings = on;
            set lock_timeout = {(_blocksNobody ? 0 : ApplyLimits.Milliseconds(limits.LockTimeout))};
            set statement_timeout = {(_blocksNobody ? 0 : ApplyLimits.Milliseconds(limits.StatementTimeout))};
            select {ServerProcess.IdSql}, {DeploymentLock.HoldApplyingSql}
            """,
            connection);
        return new ServerProcess((string)(await command.ExecuteScalarAsync(token))!);
    }

    // The indexes that are invalid already; null when an earlier attempt has done the work.
    private async Task<IReadOnlyList<string>?> BeginAsync(CancellationToken token)
    {
        var (found, done) = await _recovery.PrepareAsync(connection, token);
        if (found is not null) _notices.Add($"{Where}: {found}");
        return done ? null : await InvalidIndexes.ReadAsync(connection, token);
    }

    private async Task<T> SayingWhatFailedAsync<T>(Func<CancellationToken, Task<T>> work, LockPatience patience, CancellationToken patient, CancellationToken token = default)
    {
        try
        {
            return await work(patient);
        }
        catch (PostgresException e) when (!StatementFailures.EndsSession(e))
        {
            throw StatementFailures.From(e, migration, statement: null, Unbegun);
        }
        catch (NpgsqlException e) when (!patient.IsCancellationRequested)
        {
            throw new CommitStatus(target, migration, time, e).Lost("the statement had not begun");
        }
        catch (OperationCanceledException) when (patience.IsOver && !token.IsCancellationRequested)
        {
            throw patience.Failure(Where, Unbegun);
        }
    }

    private async Task ExecuteAsync(ServerProcess process, IReadOnlyList<string> before, LockPatience patience, CancellationToken token)
    {
        void Keep(object sender, NpgsqlNoticeEventArgs e) => _notices.Add($"{Where}: {e.Notice.Severity}: {e.Notice.MessageText}");
        var answered = false;
        connection.Notice += Keep;
        try
        {
            // As a batch, so that Npgsql does not read the text once more, by rules of its own.
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand(_recovery.Sql) } };
            await new SilenceWatch(target, connection, time).RunAsync(process, _recovery.Sql.Length, t => batch.ExecuteNonQueryAsync(t), token);
            answered = true;
            var left = await _recovery.LeftAsync(connection, before, CancellationToken.None);
            if (left.Count > 0) throw StandaloneAftermath.Dirty(migration, left, "after the statement there is an invalid index", inner: null);
        }
        catch (Exception e) when (!answered && (e is NpgsqlException or OperationCanceledException))
        {
            await new StandaloneAftermath(target, migration, _recovery, before, patience, time).ResolveAsync(e, IsOpen ? null : process);
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
}
