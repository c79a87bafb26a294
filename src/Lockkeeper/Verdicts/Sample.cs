using System.Text.Json.Serialization;

namespace Lockkeeper.Verdicts;

/// <summary>What the monitor read at one moment.</summary>
/// <param name="At">When.</param>
/// <param name="Values">Numbers by the key of their metric; those of rates and shares are totals since the statistics were reset.</param>
/// <param name="Calls">The health calls.</param>
/// <param name="Missing">
/// What could not be read, and why: a whole source (<see cref="Database"/>, <see cref="Log"/>, <see cref="Platform"/>) or the key of a metric.
/// </param>
public sealed record Sample(
    DateTimeOffset At, IReadOnlyDictionary<string, double> Values, IReadOnlyList<CallSample> Calls, IReadOnlyDictionary<string, string> Missing)
{
    /// <summary>The server's statistics.</summary>
    public const string Database = "database";

    /// <summary>The server's log.</summary>
    public const string Log = "log";

    /// <summary>The management interface of the platform.</summary>
    public const string Platform = "platform";

    /// <summary>The sources whose silence is a gap by itself.</summary>
    public static IReadOnlyList<string> Sources { get; } = [Database, Log, Platform];

    /// <summary>
    /// Sources and keys of metrics that were not read again, because whoever tells them may not be asked that often: neither good nor bad, and no gap.
    /// </summary>
    public IReadOnlyList<string> NotDue { get; init; } = [];

    /// <summary>Why the database could not be read at all; null when it could.</summary>
    [JsonIgnore]
    public string? Problem => Missing.GetValueOrDefault(Database);

    /// <summary>A number; null where it is not there.</summary>
    public double? this[string key] => Values.TryGetValue(key, out var value) ? value : null;

    /// <summary>The calls of that name; null where there were none.</summary>
    public CallSample? Call(string name) => Calls.FirstOrDefault(c => c.Name.Equals(name, StringComparison.Ordinal));

    /// <summary>A sample of which nothing could be read.</summary>
    public static Sample None(DateTimeOffset at, string problem) =>
        new(at, new Dictionary<string, double>(StringComparer.Ordinal), [], new Dictionary<string, string>(StringComparer.Ordinal) { [Database] = problem });
}

/// <summary>The health calls of one service in one sample.</summary>
/// <param name="Name">The service, or the address.</param>
/// <param name="Seconds">How long each call took that succeeded.</param>
/// <param name="Failed">How many did not.</param>
/// <param name="Problem">Why the last of those failed; null when none did. Holds no secret.</param>
public sealed record CallSample(string Name, IReadOnlyList<double> Seconds, int Failed, string? Problem)
{
    /// <summary>Failed calls of all, 0 to 1.</summary>
    [JsonIgnore]
    public double FailedShare => Failed == 0 ? 0 : (double)Failed / (Seconds.Count + Failed);

    /// <summary>The median of those that succeeded, in seconds; null when none did.</summary>
    [JsonIgnore]
    public double? Median => Seconds.Count == 0 ? null : Middle.Of(Seconds);
}
