using System.Globalization;
using System.Text.Json.Nodes;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>
/// What the management interface says of a project: its services' health, and the errors in the server's log. It allows 120 requests a minute to
/// all who use the token, so it is asked at most every five seconds, and its last answer holds meanwhile.
/// </summary>
/// <param name="client">Of the project.</param>
/// <param name="time">The clock.</param>
public sealed class PlatformState(ManagementClient client, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private readonly DateTimeOffset _since = time.GetUtcNow();
    private DateTimeOffset? _asked;
    private (int Unhealthy, double Errors) _last;

    /// <summary>Services that are not healthy, and errors since this was made. They come late at times; what comes late counts when it comes.</summary>
    /// <exception cref="ServiceFailure">It does not answer.</exception>
    public async Task<(int Unhealthy, double Errors)> AskAsync(CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (now - _asked < Pace) return _last;
        var health = await client.HealthAsync(token);
        var rows = await client.LogsAsync(
            "select count(*) as errors from logs where log_attributes['parsed.error_severity'] in ('ERROR', 'FATAL', 'PANIC')", _since, now, token);
        _last = (health.Count(h => !h.Status.EndsWith("HEALTHY", StringComparison.OrdinalIgnoreCase) || h.Status.EndsWith("UNHEALTHY", StringComparison.OrdinalIgnoreCase)), Number(rows));
        _asked = now;
        return _last;
    }

    /// <summary>Looks for a marker in the logs again and again, because they arrive late.</summary>
    /// <param name="marker">Letters, digits and hyphens.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Whether it was found before the deadline.</returns>
    /// <exception cref="ServiceFailure">It does not answer.</exception>
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

    private static double Number(JsonArray rows) =>
        rows is [{ } row, ..] && double.TryParse(row["errors"]?.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var errors) ? errors : 0;
}
