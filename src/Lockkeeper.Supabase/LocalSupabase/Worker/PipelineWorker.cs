using Lockkeeper.Supabase.LocalSupabase.Data;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Worker;

/// <summary>
/// A worker for upload_pipeline that takes jobs up and completes them without doing their work: what it proves is that the queue, its
/// functions and their rights hold. It waits for a queue that is not there yet, and outlives restarts of the database. It writes its heartbeat
/// only when it begins and when somebody asks how it is: a migration must find the tables alone as they were.
/// </summary>
internal sealed class PipelineWorker(WorkerQueue queue, TimeProvider time) : IAsyncDisposable
{
    // So many at once, and then a pause: a copy of a busy queue is no reason to keep a whole processor busy.
    private const int JobsOfARound = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private Guid? _id;
    private string? _trouble;
    private long _looked;
    private long _rounded;
    private volatile bool _isSignedOff;
    private long _done;

    /// <summary>Begins to work.</summary>
    public void Start() => _loop = RunAsync();

    /// <summary>What the worker's health address answers: it has to reach the database, to be heard there, and to have looked for jobs lately.</summary>
    public async Task<WorkerState> LookAsync(CancellationToken token)
    {
        if (_loop.IsCompleted) return new WorkerState(IsHealthy: false, _trouble ?? "the worker is stopped", _id, _done);
        try
        {
            if (_id is not { } id) return new WorkerState(IsHealthy: false, _trouble ?? "the database has no queue yet", _id, _done);
            _isSignedOff = !await queue.BeatAsync(id, token);
            return time.GetElapsedTime(_rounded) < LongestSilence && await queue.SilenceAsync(id, token) < LongestSilence
                ? new WorkerState(IsHealthy: true, "ok", id, _done)
                : new WorkerState(IsHealthy: false, _trouble ?? "the worker was not heard of lately", id, _done);
        }
        catch (Exception e) when (IsOfTheDatabase(e))
        {
            return new WorkerState(IsHealthy: false, Words(e), _id, _done);
        }
    }

    /// <summary>Ends the worker after the job that it has, and signs it off.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _loop;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        // Whoever starts it must not wait for its first round.
        await Task.Yield();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await RoundAsync();
                _trouble = null;
            }
            catch (Exception e) when (IsOfTheDatabase(e))
            {
                // Whatever became of the connection: the next round takes another one.
                _trouble = Words(e);
            }

            await Task.Delay(Pause, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await SignOffAsync();
    }

    // No token: what is claimed is also given back, and the server ends every statement by itself after a while.
    private async Task RoundAsync()
    {
        if (_isSignedOff) (_id, _isSignedOff) = (null, false);
        if (_id is null && time.GetElapsedTime(_looked) >= BetweenLooks) await RegisterAsync();
        if (_id is not { } id) return;
        for (var i = 0; i < JobsOfARound && !_stop.IsCancellationRequested && await queue.ClaimAsync(id, CancellationToken.None) is { } job; i++)
            await WorkAsync(job, id);
        _rounded = time.GetTimestamp();
    }

    private async Task RegisterAsync()
    {
        _looked = time.GetTimestamp();
        if (!await queue.IsThereAsync(CancellationToken.None)) return;
        var id = await queue.RegisterAsync(CancellationToken.None);
        await queue.BeatAsync(id, CancellationToken.None);
        _id = id;
    }

    private async Task WorkAsync(QueuedJob job, Guid worker)
    {
        string? trouble = null;
        try
        {
            if (!await queue.HasDocumentAsync(job.Document, CancellationToken.None)) trouble = $"{job.Stage}: the document is not there";
        }
        catch (PostgresException e)
        {
            trouble = $"{job.Stage}: {Words(e)}";
        }

        if (trouble is null) await queue.CompleteAsync(job, worker, CancellationToken.None);
        else await queue.FailAsync(job, worker, trouble, CancellationToken.None);
        _done++;
    }

    private async Task SignOffAsync()
    {
        if (_id is not { } id) return;
        try
        {
            await queue.SignOffAsync(id, CancellationToken.None);
        }
        catch (Exception e) when (IsOfTheDatabase(e))
        {
            // A database that is gone needs no goodbye.
            _trouble = Words(e);
        }
    }

    private static bool IsOfTheDatabase(Exception e) => e is NpgsqlException or DatabaseUnavailable or InvalidOperationException or IOException or TimeoutException;

    private static string Words(Exception e) =>
        e is PostgresException p ? $"{p.MessageText} (SQLSTATE {p.SqlState})" : $"the database cannot be reached: {e.InnerException?.Message ?? e.Message}";
}

/// <summary>How a worker is.</summary>
/// <param name="IsHealthy">Whether jobs will be taken up.</param>
/// <param name="Status">ok, or what is wrong.</param>
/// <param name="Worker">Its id in upload_pipeline.workers; null before it has one.</param>
/// <param name="Jobs">How many it has given back.</param>
internal sealed record WorkerState(bool IsHealthy, string Status, Guid? Worker, long Jobs);
