namespace Lockkeeper.Verdicts;

/// <summary>How metrics are read from samples.</summary>
internal static class Readings
{
    private const int EnoughRollbacks = 20;
    private const int Several = 2;

    /// <summary>A number that stands for itself.</summary>
    internal static IEnumerable<Reading> Gauge(Metric metric, Sample? previous, Sample now)
    {
        if (now[metric.Key] is { } value) yield return new Reading(metric.Title, value);
    }

    /// <summary>How fast a running total grows.</summary>
    internal static IEnumerable<Reading> Rate(Metric metric, Sample? previous, Sample now) => Rate(metric, previous, now, enough: 0);

    /// <summary>The same of what happens now and then to everybody: one alone is held against nobody.</summary>
    internal static IEnumerable<Reading> RateOfSeveral(Metric metric, Sample? previous, Sample now) => Rate(metric, previous, now, Several);

    /// <summary>Rolled-back transactions of all that ended.</summary>
    internal static IEnumerable<Reading> RollbackShare(Metric metric, Sample? previous, Sample now)
    {
        if (now["rollbacks"] - previous?["rollbacks"] is not { } rollbacks || now["commits"] - previous?["commits"] is not { } commits) yield break;
        double? share = rollbacks < 0 || commits < 0 ? null : rollbacks + commits > 0 ? rollbacks / (rollbacks + commits) : 0;
        // Below twenty a share says nothing: one failing request would be an alarm.
        yield return new Reading(metric.Title, share, rollbacks >= EnoughRollbacks);
    }

    // One bad sample among good ones counts half, so that a service that fails now and then is noticed as well as one that always fails.
    internal static IEnumerable<Reading> Errors(Metric metric, Sample? previous, Sample now) =>
        from call in now.Calls
        let before = previous?.Call(call.Name)?.FailedShare ?? call.FailedShare
        select new Reading($"{metric.Title} {call.Name}", (call.FailedShare + before) / 2) { Own = call.FailedShare };

    internal static IEnumerable<Reading> Latency(Metric metric, Sample? previous, Sample now) =>
        now.Calls.Select(call => new Reading($"{metric.Title} {call.Name}", call.Median));

    private static IEnumerable<Reading> Rate(Metric metric, Sample? previous, Sample now, int enough)
    {
        if (now[metric.Key] is not { } total || previous?[metric.Key] is not { } before) yield break;
        var seconds = (now.At - previous.At).TotalSeconds;
        // Statistics that were reset meanwhile start again from nothing.
        double? rate = total < before || seconds <= 0 ? null : (total - before) / seconds;
        yield return new Reading(metric.Title, rate, total - before >= enough);
    }
}
