using Lockkeeper.Failures;
using Npgsql;
using Polly;
using Polly.Retry;

namespace Lockkeeper.Postgres.Sessions;

/// <summary>
/// One deployment at a time per database: a session advisory lock on a connection of its own that never opens a transaction.
/// It ends with the connection, so a killed deployer leaves nothing behind.
/// </summary>
public sealed class DeploymentLock : IAsyncDisposable
{
    // "LOCK", "KEEP" in ASCII: unlikely to meet another program's keys.
    internal const int Space = 0x4C4F434B;
    internal const int Key = 0x4B454550;

    // Held by every session that applies, so that a deployer that was killed is not followed by another one while the server still works
    // on what it had sent.
    internal const int Applying = 0x4B454551;

    /// <summary>An expression that makes a session known as one that applies, until it ends.</summary>
    internal static string HoldApplyingSql { get; } = $"pg_catalog.pg_advisory_lock_shared({Space}, {Applying})";

    internal const string Mine = "l.database = (select oid from pg_catalog.pg_database where datname = current_database())";

    // The Supabase CLI takes no lock. One that outlived its Lockkeeper, or that somebody runs by hand, is seen by what it works on.
    internal const string Cli =
        "c.application_name = '@effect/sql-pg' and c.datname = current_database() and c.usename = session_user and c.state <> 'idle'";

    private readonly NpgsqlConnection _connection;
    private readonly TimeProvider _time;

    private DeploymentLock(NpgsqlConnection connection, TimeProvider time) => (_connection, _time) = (connection, time);

    /// <summary>The session that holds it, for reading only: what it answers is true under the lock. Open no transaction on it and do not close it.</summary>
    public NpgsqlConnection Session => _connection;

    /// <summary>Polls until the lock is had. A waiting pg_advisory_lock would block CREATE INDEX CONCURRENTLY of the holder, so we never wait in it.</summary>
    /// <param name="target">The database to lock.</param>
    /// <param name="deadline">How long to wait for another deployment.</param>
    /// <param name="waiting">Told once who holds it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Ends the wait.</param>
    /// <param name="question">Asked in the same round trip; null: nothing.</param>
    /// <exception cref="DeployFailure">Refused: another deployment still holds it at the deadline, or a pooler keeps no sessions.</exception>
    public static async Task<DeploymentLock> AcquireAsync(
        TargetDatabase target, TimeSpan deadline, IProgress<string> waiting, TimeProvider time, CancellationToken token, LockedQuestion? question = null)
    {
        var connection = await target.ConnectAsync(token);
        try
        {
            var attempt = new LockAttempt(target, connection, question, time);
            // The lock is free, as a rule: what polls is made, and its code loaded, only when it is not.
            if (!await attempt.RunAsync(token) && !await Polling(deadline, connection, waiting, time).ExecuteAsync(async t => await attempt.RunAsync(t), token))
            {
                throw DeployFailure.Refused(
                    FailureCode.DeploymentLocked,
                    $"Another deployment still holds the deployment lock of {target.Name} after {deadline.TotalSeconds:0} s: {await HolderAsync(connection, token)}",
                    "Wait until it has ended, then run the same command again.");
            }

            return new DeploymentLock(connection, time);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes sure that the lock is still ours: the connection may have been cut since.</summary>
    /// <exception cref="DeployFailure">Refused: it is not.</exception>
    public async Task AssertHeldAsync(CancellationToken token)
    {
        try
        {
            await using var command = new NpgsqlCommand(
                $"select exists (select from pg_catalog.pg_locks where locktype = 'advisory' and pid = pg_backend_pid() and classid = {Space} and objid = {Key} and granted)",
                _connection);
            if (await ShortAnswer.OfAsync(_connection, _time, command.ExecuteScalarAsync, token) is true) return;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            throw Lost(e);
        }

        throw Lost(inner: null);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private static ResiliencePipeline<bool> Polling(TimeSpan deadline, NpgsqlConnection connection, IProgress<string> waiting, TimeProvider time)
    {
        var until = time.GetUtcNow() + deadline;
        return new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<bool>
            {
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is false && time.GetUtcNow() < until),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(200),
                MaxDelay = TimeSpan.FromSeconds(2),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = async retry =>
                {
                    if (retry.AttemptNumber == 0)
                        waiting.Report($"waiting for the deployment lock, held by {await HolderAsync(connection, retry.Context.CancellationToken)}");
                },
            })
            .Build();
    }

    // Address and start of another role's session are shown only to pg_read_all_stats.
    private static async Task<string> HolderAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select format('%s (pid %s, user %s, host %s, since %s)',
                          case a.application_name when '@effect/sql-pg' then 'the Supabase CLI' when '' then 'a session without a name' else a.application_name end, l.pid,
                          coalesce(a.usename, '?'),
                          case when a.backend_start is null then 'not shown' else coalesce(a.client_hostname, host(a.client_addr), 'local') end,
                          coalesce(to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'not shown'))
            from (select l.pid, l.objid::bigint as place from pg_catalog.pg_locks l
                  where l.locktype = 'advisory' and l.classid = {Space} and l.objid in ({Key}, {Applying}) and l.granted and {Mine}
                  union all select c.pid, {long.MaxValue} from pg_catalog.pg_stat_activity c where {Cli}) l
            left join pg_catalog.pg_stat_activity a using (pid)
            order by l.place limit 1
            """,
            connection);
        return await command.ExecuteScalarAsync(token) as string ?? "a deployment that has just ended";
    }

    private static DeployFailure Lost(Exception? inner) => DeployFailure.Refused(
        FailureCode.DeploymentLocked,
        "The deployment lock was lost: its connection was cut, so another deployment may have begun.",
        "Check with --target=Status what is applied, then run the same command again.",
        inner);
}
