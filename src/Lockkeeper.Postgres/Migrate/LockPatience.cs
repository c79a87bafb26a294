using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Bounds how long a statement waits for locks, and not how long it works: an index of a large table may take hours to build. Whom it waits
/// for is told meanwhile.
/// </summary>
/// <param name="blockers">Tells.</param>
/// <param name="longest">The longest wait, all waits together.</param>
/// <param name="lockTimeout">The longest wait that makes others wait. Of a partitioned table REINDEX CONCURRENTLY takes such a lock, before it builds anything.</param>
/// <param name="time">The clock.</param>
public sealed class LockPatience(Blockers blockers, TimeSpan longest, TimeSpan lockTimeout, TimeProvider time)
{
    /// <summary>A patience that ends by itself never: the server's own limits hold.</summary>
    public static TimeSpan Endless => TimeSpan.MaxValue;

    private TimeSpan _waited;
    private TimeSpan _inTheWay;

    /// <summary>Whether it was given up.</summary>
    public bool IsOver => longest != Endless && (_waited >= longest || _inTheWay >= lockTimeout);

    /// <summary>Runs work to its end, or until it has waited too long; then its token is cancelled.</summary>
    /// <param name="attempt">The number of the attempt.</param>
    /// <param name="backends">Finds the processes that may have to wait.</param>
    /// <param name="work">The work, ended by its token.</param>
    /// <param name="token">Ends it, too.</param>
    public async Task RunAsync(
        int attempt, Func<NpgsqlConnection, CancellationToken, Task<int[]>> backends, Func<CancellationToken, Task> work, CancellationToken token)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(attempt, backends, ended, over.Token);
        try
        {
            await work(ended.Token);
        }
        finally
        {
            await over.CancelAsync();
            // What became of the work is what counts.
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>That it was given up, and who was in the way.</summary>
    /// <param name="where">File and line.</param>
    /// <param name="state">What is left.</param>
    public DeployFailure Failure(string where, FailureState state) => new(
        FailureCode.LockTimeout,
        $"{where}: gave up after waiting {_waited.TotalSeconds:0} s for locks{(blockers.Last.Count == 0 ? "" : $" held by {string.Join("; ", blockers.Last)}")}.")
    {
        FailedBy = FailureSource.Server,
        State = state,
        ExitCode = state == FailureState.Dirty ? ExitCode.Unknown : ExitCode.RolledBack,
        Next = "Wait until they have ended, or end them, or raise locks.deadline in lockkeeper.yaml; then run the same command again.",
    };

    private async Task WatchAsync(
        int attempt, Func<NpgsqlConnection, CancellationToken, Task<int[]>> backends, CancellationTokenSource ended, CancellationToken over)
    {
        var last = time.GetTimestamp();
        while (!IsOver)
        {
            await Task.Delay(longest == Endless ? lockTimeout / 4 : lockTimeout, time, over);
            var seen = await blockers.LookAsync(attempt, backends, over);
            var now = time.GetTimestamp();
            // Only who is seen to work is given the time for it: a server that cannot be asked must not make a wait without end.
            if (seen is not SeenDoing.Work) _waited += time.GetElapsedTime(last, now);
            _inTheWay = seen is SeenDoing.MakeOthersWait ? _inTheWay + time.GetElapsedTime(last, now) : TimeSpan.Zero;
            last = now;
        }

        await ended.CancelAsync();
    }
}
