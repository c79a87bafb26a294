namespace Lockkeeper.Verdicts;

/// <summary>A limit that a sample must keep, looked at beside the sample before it because most numbers are running totals.</summary>
/// <param name="Name">The metric in words.</param>
/// <param name="Breach">Says what is wrong, or null when the limit holds.</param>
public sealed record Threshold(string Name, Func<Sample, Sample, string?> Breach)
{
    /// <summary>What every database must keep, whatever it is used for.</summary>
    public static IReadOnlyList<Threshold> Defaults { get; } =
    [
        new("deadlocks", (before, now) => now.Deadlocks > before.Deadlocks ? $"{now.Deadlocks - before.Deadlocks} deadlock(s)" : null),
        new("waiting sessions", (_, now) => now.Waiting > 5 ? $"{now.Waiting} sessions wait for locks" : null),
        new("connections", (_, now) => now.Connections >= now.MaxConnections * 0.9 ? $"{now.Connections} of {now.MaxConnections} connections in use" : null),
        new("rollbacks", RollbackShare),
    ];

    // Below twenty a share says nothing: a single failing request would be an alarm.
    private static string? RollbackShare(Sample before, Sample now)
    {
        var rollbacks = now.Rollbacks - before.Rollbacks;
        var all = rollbacks + now.Commits - before.Commits;
        return rollbacks >= 20 && rollbacks * 5 > all ? $"{rollbacks} of {all} transactions were rolled back" : null;
    }
}
