using Lockkeeper.Live;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Shows how far long work has come until it is disposed: on a terminal a line that changes, else a line now and then.</summary>
internal sealed class ShownWork : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _over = new();
    private readonly PipelineServices _services;
    private readonly Func<DateTimeOffset, LongWork> _look;
    private readonly Task _showing;

    private ShownWork(PipelineServices services, Func<DateTimeOffset, LongWork> look)
    {
        (_services, _look) = (services, look);
        _showing = ShowAsync();
    }

    /// <param name="services">Whom to tell.</param>
    /// <param name="look">How far it has come, told when it began.</param>
    public static ShownWork Begin(PipelineServices services, Func<DateTimeOffset, LongWork> look) => new(services, look);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _showing;
        _services.Work?.Report(value: null);
        _over.Dispose();
    }

    private async Task ShowAsync()
    {
        var began = _services.Time.GetUtcNow();
        var (next, pause) = (began + First, First);
        try
        {
            while (true)
            {
                await Task.Delay(Pace, _services.Time, _over.Token);
                var now = _services.Time.GetUtcNow();
                if (_services.Work is { } live) live.Report(_look(began));
                else if (now >= next)
                {
                    _services.Progress.Report(_look(began).Line(now));
                    pause = pause * 2 < Longest ? pause * 2 : Longest;
                    next = now + pause;
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or UnauthorizedAccessException)
        {
            // Only a help for the reader.
        }
    }
}
