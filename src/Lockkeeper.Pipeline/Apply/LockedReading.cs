using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Pipeline.Apply;

/// <summary>
/// What the server is asked first, beside the reading of the files: for the deployment lock, and under it who it is and what its history says.
/// Whatever becomes of the files, the lock is let go with this.
/// </summary>
internal sealed class LockedReading : IAsyncDisposable
{
    private readonly CancellationTokenSource _over;
    private readonly Task<DeploymentLock> _locking;
    private readonly Task<HistoryReading> _reading;
    private HistoryIntroduction? _introduction;

    /// <summary>Begins to ask.</summary>
    public LockedReading(TargetDatabase target, DeployOptions options, PipelineServices services, CancellationToken token)
    {
        _over = CancellationTokenSource.CreateLinkedTokenSource(token);
        _locking = DeploymentLock.AcquireAsync(
            target, options.Locks.Deadline, services.Progress, services.Time, _over.Token,
            HistoryIntroduction.Question(answer => _introduction = answer));
        _reading = ReadAsync(services.Time);
    }

    /// <summary>The session that holds the lock, and what it answered. Two round trips after authentication.</summary>
    /// <exception cref="Failures.DeployFailure">The lock was not to be had, or the server not to be reached.</exception>
    public async Task<(NpgsqlConnection Session, HistoryReading Reading)> AnswerAsync()
    {
        var reading = await _reading;
        return ((await _locking).Session, reading);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await Task.WhenAny(_reading);
        if (_locking.IsCompletedSuccessfully) await (await _locking).DisposeAsync();
        _over.Dispose();
    }

    private async Task<HistoryReading> ReadAsync(TimeProvider time)
    {
        var held = await _locking;
        return await ShortAnswer.OfAsync(held.Session, time, t => HistoryReading.TakeAsync(held.Session, _introduction!, t), _over.Token);
    }
}
