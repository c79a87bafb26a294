using Lockkeeper.Failures;
using Lockkeeper.Postgres.Monitor;
using Lockkeeper.Supabase.Services;
using Npgsql;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>
/// Somewhere that is read again and again, one reading at a time: what does not answer in time is missing in the sample, and the next sample goes on
/// waiting for it instead of asking a second time.
/// </summary>
/// <param name="name">As samples name it.</param>
/// <param name="read">Reads it.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchedSource(string name, Func<CancellationToken, Task<ServerReading>> read, TimeProvider time) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(6);

    private readonly CancellationTokenSource _end = new();
    private Task<ServerReading>? _pending;

    /// <summary>What it says; or that it says nothing, and why.</summary>
    public async Task<ServerReading> ReadAsync(TimeSpan budget, CancellationToken token)
    {
        _pending ??= AskAsync();
        try
        {
            var answer = await _pending.WaitAsync(budget, time, token);
            _pending = null;
            return answer;
        }
        catch (TimeoutException)
        {
            return Without(FormattableString.Invariant($"no answer within {budget.TotalSeconds:0.##} s"));
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_pending is not null) await Task.WhenAny(_pending, Task.Delay(Farewell, time));
        _end.Dispose();
    }

    private async Task<ServerReading> AskAsync()
    {
        using var late = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _end.Token);
        try
        {
            return await read(either.Token);
        }
        catch (Exception e) when (e is DeployFailure or NpgsqlException or ServiceFailure)
        {
            return Without(e.Message);
        }
        catch (Exception e) when (Unreadable.Is(e))
        {
            return Without(Unreadable.Why(e));
        }
        catch (OperationCanceledException)
        {
            return Without(FormattableString.Invariant($"no answer within {Patience.TotalSeconds:0} s"));
        }
    }

    private ServerReading Without(string why) =>
        new(new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal) { [name] = why });
}
