using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>
/// What the management interface says of a project: its services' health, and the errors in the server's log. It allows 120 requests a minute to
/// all who use the token, so it is asked at most every five seconds.
/// </summary>
/// <param name="client">Of the project.</param>
/// <param name="time">The clock.</param>
public sealed class PlatformState(ManagementClient client, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    // Samples every five seconds are not five seconds apart to the millisecond.
    private static readonly TimeSpan Early = TimeSpan.FromMilliseconds(250);

    private readonly DateTimeOffset _since = time.GetUtcNow();
    private DateTimeOffset? _asked;

    /// <summary>Whether the errors in the log are asked for, too.</summary>
    public bool ReadsLog { get; init; } = true;

    /// <summary>Services that are not healthy, and errors since this was made. They come late at times; what comes late counts when it comes.</summary>
    /// <returns>
    /// Null where it was asked just now, whatever it answered: to repeat that would make one bad answer as many as a failure limit wants, and a total that
    /// stands still look like a log without errors.
    /// </returns>
    /// <exception cref="ServiceFailure">It does not answer, or not with what is documented.</exception>
    public async Task<(int Unhealthy, double? Errors)?> AskAsync(CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (now - _asked < Pace - Early) return null;
        _asked = now;
        var health = await client.HealthAsync(token);
        double? errors = ReadsLog
            ? await client.CountLogsAsync("log_attributes['parsed.error_severity'] in ('ERROR', 'FATAL', 'PANIC')", _since, now, token)
            : null;
        return (health.Count(h => !h.IsHealthy), errors);
    }

    /// <summary>Looks for a marker in the logs again and again, because they arrive late.</summary>
    /// <param name="marker">Letters, digits and hyphens.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Whether it was found before the deadline.</returns>
    /// <exception cref="ServiceFailure">It does not answer, or not with what is documented.</exception>
    public async Task<bool> FindAsync(string marker, TimeSpan deadline, CancellationToken token)
    {
        var began = time.GetTimestamp();
        var from = time.GetUtcNow() - TimeSpan.FromMinutes(1);
        while (true)
        {
            if ((await client.LogsAsync($"select event_message from logs where event_message like '%{marker}%' limit 1", from, time.GetUtcNow() + TimeSpan.FromMinutes(1), token)).Count > 0)
                return true;
            if (time.GetElapsedTime(began) + Pace > deadline) return false;
            await Task.Delay(Pace, time, token);
        }
    }
}
