using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Rollback;

/// <summary>
/// Undoes a deployment in one transaction under bounded lock waits, as a migration is applied: between attempts no lock is held, and a lost
/// answer to COMMIT is looked up.
/// </summary>
/// <param name="target">The database.</param>
/// <param name="limits">How long to wait and run.</param>
/// <param name="time">The clock of the back-off.</param>
/// <param name="begun">Told the number of every attempt before it begins.</param>
/// <param name="progress">Told in words.</param>
/// <param name="waits">Told again and again whom it waits for; null where nobody watches.</param>
public sealed class Undoing(
    TargetDatabase target, ApplyLimits limits, TimeProvider time, Action<int> begun, IProgress<string> progress, IProgress<LockWait?>? waits)
{
    // What pg_restore sets for its session, and no time-outs: those are ours.
    private const string Settings = """
        set local search_path = ''; set local check_function_bodies = off; set local row_security = off; set local client_min_messages = warning;
        set local xmloption = content; set local default_tablespace = ''; set local storage.allow_delete_query = 'true'
        """;

    /// <summary>Undoes all of it and returns when that is committed.</summary>
    /// <exception cref="ManualNeededException">A part is for a person; nothing was done.</exception>
    /// <exception cref="DeployFailure">It was not done; State says what is left.</exception>
    public async Task<Undone> RunAsync(UndoWork work, CancellationToken token)
    {
        var what = $"rollback of {work.Deployment}";
        await using var blockers = new Blockers(target, time, progress, waits);
        using var wait = blockers.Begin(what);
        var attempts = 0;
        return await LockRetries.For<Undone>(what, limits.Deadline, time, progress).ExecuteAsync(
            async t =>
            {
                begun(++attempts);
                await using var connection = await target.ConnectAsync(t);
                var undone = attempts == 1 ? await AttemptAsync(connection, work, what, t) : await WatchedAsync(blockers, attempts, connection, work, what, t);
                return undone with { Attempts = attempts };
            },
            token);
    }

    private async Task<Undone> WatchedAsync(Blockers blockers, int attempt, NpgsqlConnection connection, UndoWork work, string what, CancellationToken token)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(token);
        var watching = blockers.WatchAsync(attempt, await Blockers.BackendAsync(connection, token), limits.LockTimeout / 4, over.Token);
        try
        {
            return await AttemptAsync(connection, work, what, token);
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    private async Task<Undone> AttemptAsync(NpgsqlConnection connection, UndoWork work, string what, CancellationToken token)
    {
        var began = time.GetTimestamp();
        var undone = new Undone(work.Baseline.Snapshot, [], [], 1, 0);
        string? transactionId = null;
        ServerProcess? process = null;
        var committing = false;
        var watch = new SilenceWatch(target, connection, time);
        try
        {
            var names = await RelationNames.ReadAsync(connection, token);
            // A transaction that is left without COMMIT is rolled back when it is disposed, also on cancellation.
            await using var transaction = await connection.BeginTransactionAsync(token);
            (transactionId, process) = await PrepareAsync(connection, token);
            await watch.RunAsync(process, characters: 0, async t =>
            {
                var (catalog, rows) = await new UndoTransaction(transaction, work).RunAsync(t);
                undone = undone with { Catalog = catalog, Rows = rows, Locks = await names.LocksOfAsync(connection, t) };
            }, token);
            // Once COMMIT is on its way nobody may interrupt it: its answer decides what is true.
            committing = true;
            await watch.RunAsync(process, characters: 0, t => transaction.CommitAsync(t), CancellationToken.None);
        }
        catch (PostgresException e) when (!StatementFailures.EndsSession(e))
        {
            throw UndoFailures.Of(e, committing ? "COMMIT" : "the rows");
        }
        catch (NpgsqlException e) when (committing || !token.IsCancellationRequested)
        {
            var status = new CommitStatus(target, what, rows => !rows.Any(r => work.Versions.Contains(r.Version, StringComparer.Ordinal)), time, e);
            if (transactionId is null || !await status.IsCommittedAsync(transactionId, process)) throw UndoFailures.Lost(e);
        }

        return undone with { Seconds = time.GetElapsedTime(began).TotalSeconds };
    }

    private async Task<(string TransactionId, ServerProcess Process)> PrepareAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select array[pg_catalog.pg_current_xact_id()::text, {ServerProcess.IdSql}], {limits.ToColumns()}, {DeploymentLock.HoldApplyingSql};
            {Settings}
            """,
            connection);
        var answer = (string[])(await command.ExecuteScalarAsync(token))!;
        return (answer[0], new ServerProcess(answer[1]));
    }
}
