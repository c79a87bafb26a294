using Lockkeeper.Supabase.LocalSupabase.Data;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Worker;

/// <summary>
/// A worker for upload_pipeline that takes jobs up and completes them without doing their work: what it proves is that the queue, its
/// functions and their rights hold. It waits for a queue that is not there yet, and outlives restarts of the database.
/// </summary>
internal sealed class PipelineWorker(WorkerQueue queue, TimeProvider time) : IAsyncDisposable
{
    // So many at once, and then a pause: a copy of a busy queue is no reason to keep a whole processor busy.
    private const int JobsOfARound = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private Guid? _id;
    private string? _trouble;
    private long _beaten;
    private long _done;

    /// <summary>Begins to work.</summary>
    public void Start() => _loop = RunAsync();

    /// <summary>What the worker's health address answers: it has to reach the database, and to have been heard of lately.</summary>
    public async Task<WorkerState> LookAsync(CancellationToken token)
    {
        if (_loop.IsCompleted) return new WorkerState(IsHealthy: false, _trouble ?? "the worker is stopped", _id, _done);
        try
        {
            if (_id is not { } id) return new WorkerState(IsHealthy: false, _trouble ?? "the database has no queue yet", _id, _done);
            return await queue.SilenceAsync(id, token) is { } silence && silence < LongestSilence
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
        if (_id is null || time.GetElapsedTime(_beaten) >= BetweenBeats) await BeatAsync();
        if (_id is not { } id) return;
        for (var i = 0; i < JobsOfARound && !_stop.IsCancellationRequested && await queue.ClaimAsync(id, CancellationToken.None) is { } job; i++)
            await WorkAsync(job, id);
    }

    private async Task BeatAsync()
    {
        if (_id is { } known && !await queue.BeatAsync(known, CancellationToken.None)) _id = null;
        if (_id is null && await queue.IsThereAsync(CancellationToken.None)) _id = await queue.RegisterAsync(CancellationToken.None);
        _beaten = time.GetTimestamp();
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
