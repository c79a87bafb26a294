using Lockkeeper.Verdicts;

namespace Lockkeeper.Evidence;

/// <summary>What the bake window showed.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Samples">How many samples were taken.</param>
/// <param name="Seconds">How long the window lasted.</param>
/// <param name="Reasons">Why the verdict is not successful; empty otherwise.</param>
public sealed record MonitorEvidence(Verdict Verdict, int Samples, double Seconds, IReadOnlyList<string> Reasons)
{
    /// <summary>What was watched, and how it did.</summary>
    public IReadOnlyList<WatchedMetric> Metrics { get; init; } = [];

    /// <summary>What was not, and why, a sentence each.</summary>
    public IReadOnlyList<string> NotWatched { get; init; } = [];
}

/// <summary>A metric over the bake window. All numbers are in its unit.</summary>
/// <param name="Name">In words.</param>
/// <param name="Unit">Of its values.</param>
/// <param name="Baseline">Before the deployment; null where it was not read.</param>
/// <param name="Threshold">What it may reach; null where nothing is held against it.</param>
/// <param name="Worst">The highest value; null where it was never read.</param>
/// <param name="Last">The newest value; null where the last sample lacks it.</param>
/// <param name="Breaches">How many samples were above the threshold.</param>
/// <param name="Series">The values, thinned out to at most 30, for a drawing; null where a sample lacks it.</param>
public sealed record WatchedMetric(
    string Name, MetricUnit Unit, double? Baseline, double? Threshold, double? Worst, double? Last, int Breaches, IReadOnlyList<double?> Series)
{
    private const int Drawn = 30;

    /// <summary>As the window ends.</summary>
    public static WatchedMetric Of(MetricState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        // Of several samples that share a place the highest is shown: a drawing must not hide the peak.
        var size = Math.Max(1, (state.Series.Count + Drawn - 1) / Drawn);
        return new(
            state.Name, state.Unit, state.Baseline, state.Limit, state.Worst, state.Last, state.Breaches, [.. state.Series.Chunk(size).Select(part => part.Max())]);
    }
}
