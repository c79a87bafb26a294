using Lockkeeper.Postgres.Migrate;
using Npgsql;

namespace Lockkeeper.Postgres.Sessions;

/// <summary>Tries to take the deployment lock, in one round trip where there is no pooler.</summary>
/// <param name="target">What is locked.</param>
/// <param name="connection">The session that is to hold the lock.</param>
/// <param name="question">What is asked first where it is had; null: nothing.</param>
/// <param name="time">The clock.</param>
internal sealed class LockAttempt(TargetDatabase target, NpgsqlConnection connection, LockedQuestion? question, TimeProvider time)
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    private readonly long _began = time.GetTimestamp();
    private bool _pooled;

    // The session that gets the lock says nothing for as long as a backup takes, and must not be ended for it (idle_session_timeout).
    // What the server says of its process and what the connection was told at its start differ behind a pooler. A lock must not be
    // taken there before it is known that it stays with us: another client's session would keep it.
    public async Task<bool> RunAsync(CancellationToken token)
    {
        if (await TryAsync(token) is { } had) return had;
        await PoolerProbe.RequireSessionsAsync(target, connection, token);
        _pooled = true;
        return await TryAsync(token) is true;
    }

    private async Task<bool?> TryAsync(CancellationToken token)
    {
        var pooled = _pooled ? "false" : $"pg_catalog.pg_backend_pid() <> {connection.ProcessID}";
        // An application of the same library asks short questions, one after the other: what began since our first look is none of the
        // CLI's until it has lasted.
        var waited = time.GetElapsedTime(_began);
        var age = ApplyLimits.Milliseconds(waited < Short ? waited : Short);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"""
            select case when {pooled} then null
                        when exists (select from pg_catalog.pg_locks l where locktype = 'advisory' and classid = {DeploymentLock.Space} and objid = {DeploymentLock.Applying} and {DeploymentLock.Mine})
                          or exists (select from pg_catalog.pg_stat_activity c where {DeploymentLock.Cli}
                                     and least(c.xact_start, c.query_start) < pg_catalog.clock_timestamp() - {age} * interval '1 ms') then false
                        when pg_catalog.pg_try_advisory_lock({DeploymentLock.Space}, {DeploymentLock.Key})
                        then pg_catalog.set_config('idle_session_timeout', '0', false) = '0' else false end,
                   pg_catalog.current_setting('transaction_isolation')
            """));
        question?.AddTo(batch);
        return await ShortAnswer.OfAsync(connection, time, t => AnswerAsync(batch, t), token);
    }

    private async Task<bool?> AnswerAsync(NpgsqlBatch batch, CancellationToken token)
    {
        await using var reader = await batch.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        if (await reader.IsDBNullAsync(0, token)) return null;
        if (!reader.GetBoolean(0)) return false;
        if (question is null) return true;
        if (reader.GetString(1) is "read committed")
        {
            await reader.NextResultAsync(token);
            await question.ReadAsync(connection, reader, token);
            return true;
        }

        // What goes out together is one transaction, which here sees what there was when it began: before the lock was had.
        await reader.CloseAsync();
        await question.AskAsync(connection, token);
        return true;
    }
}
