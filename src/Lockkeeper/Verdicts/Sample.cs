using System.Text.Json.Serialization;

namespace Lockkeeper.Verdicts;

/// <summary>What the monitor read at one moment. Counters are totals since the statistics were reset; null means not readable.</summary>
/// <param name="At">When.</param>
/// <param name="Commits">Committed transactions of the database, total.</param>
/// <param name="Rollbacks">Rolled-back transactions, total.</param>
/// <param name="Deadlocks">Deadlocks, total.</param>
/// <param name="TempBytes">Bytes written to temporary files, total.</param>
/// <param name="Connections">Sessions now.</param>
/// <param name="MaxConnections">The server's limit.</param>
/// <param name="Waiting">Sessions that wait for a lock now.</param>
/// <param name="LongestTransactionSeconds">Age of the oldest open transaction, our own left out.</param>
/// <param name="Problem">Why the sample could not be taken; null when it could.</param>
public sealed record Sample(
    DateTimeOffset At,
    long? Commits,
    long? Rollbacks,
    long? Deadlocks,
    long? TempBytes,
    int? Connections,
    int? MaxConnections,
    int? Waiting,
    double? LongestTransactionSeconds,
    string? Problem)
{
    /// <summary>Why nothing can be said about the thresholds: the sample, or a number of it, is missing. Null when all is there.</summary>
    [JsonIgnore]
    public string? Gap => Problem ?? (Unreadable.ToList() is { Count: > 0 } names ? $"the server does not show {string.Join(", ", names)}" : null);

    private IEnumerable<string> Unreadable =>
        from number in new (string Name, bool IsThere)[]
        {
            ("transactions", Commits is not null && Rollbacks is not null), ("deadlocks", Deadlocks is not null),
            ("connections", Connections is not null && MaxConnections is not null), ("waiting sessions", Waiting is not null),
        }
        where !number.IsThere
        select number.Name;
}
