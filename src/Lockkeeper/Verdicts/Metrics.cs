using static Lockkeeper.Verdicts.MetricUnit;

namespace Lockkeeper.Verdicts;

/// <summary>Everything that the monitor can watch, in the order of reports.</summary>
public static class Metrics
{
    /// <summary>All of them. Thresholds are for any database; a project that knows its own better writes them down.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("errors", "failed calls", Share, "15% +15%", "Health calls that failed, of each service, over two samples.")
        {
            Read = Readings.Errors, IsOverTwo = true,
        },
        new("latency", "latency", Seconds, "3x +250ms", "Median time of the health calls that succeeded, of each service.")
        {
            Read = Readings.Latency, IsMedian = true,
        },
        new("commits", "commits", PerSecond, "10x +1000", "Committed transactions; far more than before is a storm of retries.") { Read = Readings.Rate, NeedsTwo = true },
        new("rollbacks", "rollbacks", Share, "20% +10%", "Transactions that were rolled back, where at least 20 were.") { Read = Readings.RollbackShare, NeedsTwo = true },
        new("deadlocks", "deadlocks", PerSecond, "0.1 3x", "Deadlocks, where a sample has more than one.") { Read = Readings.RateOfSeveral, NeedsTwo = true },
        new("tempBytes", "temporary files", BytesPerSecond, "5x +20MB", "Bytes written to temporary files.") { Read = Readings.Rate, NeedsTwo = true },
        new("waiting", "waiting sessions", Count, "5 3x", "Sessions that wait for a lock."),
        new("longestTransaction", "longest transaction", Seconds, "1h 3x", "Age of the oldest open transaction."),
        new("connections", "connections", Share, "90% +5%", "Connections in use, of the server's limit."),
        new("replicationLag", "replication lag", Bytes, "64MB 3x", "Log that the slowest standby has not replayed yet."),
        new("retainedWal", "retained log", Bytes, "1GB 2x", "Log that the slowest replication slot holds back."),
        new("invalidIndexes", "invalid indexes", Count, "1x", "Indexes that no query uses because their building failed."),
        new("sequenceUse", "sequence use", Share, "90% +1%", "How far the sequence with the least room is used up, its column's type considered."),
        new("serverErrors", "log errors", PerSecond, "3x +0.2", "ERROR, FATAL and PANIC in the server's log, where a sample has more than one.") { Read = Readings.RateOfSeveral, NeedsTwo = true },
        new("unhealthyServices", "unhealthy services", Count, "0 1x", "Services that the platform itself calls unhealthy."),
    ];

    /// <summary>The metric of that key; null for an unknown one.</summary>
    public static Metric? Find(string key) => All.FirstOrDefault(m => m.Key.Equals(key, StringComparison.Ordinal));

    /// <summary>The metric that a reading of this name is of.</summary>
    public static Metric Of(string name) => All.First(m => m.Owns(name));

    /// <summary>The metric that shows whether a source was read.</summary>
    internal static Metric ReadFrom(string source) =>
        Find(source switch { Sample.Log => "serverErrors", Sample.Platform => "unhealthyServices", _ => "connections" })!;
}
