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
    string? Problem);
