namespace Lockkeeper.Verdicts;

/// <summary>What a number of a metric means.</summary>
public enum MetricUnit
{
    /// <summary>A plain number.</summary>
    Count,

    /// <summary>A part of a whole, 0 to 1.</summary>
    Share,

    /// <summary>Seconds.</summary>
    Seconds,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>Events a second.</summary>
    PerSecond,

    /// <summary>Bytes a second.</summary>
    BytesPerSecond,
}

/// <summary>A metric of one sample.</summary>
/// <param name="Name">The metric in words, with what it is of where there are several.</param>
/// <param name="Value">In the metric's unit; null where it cannot be known for a reason that is no gap, such as statistics that were reset.</param>
/// <param name="IsEnough">Whether it stands on enough events to be held against anybody: a single failing request is no alarm.</param>
public sealed record Reading(string Name, double? Value, bool IsEnough = true)
{
    /// <summary>What this sample says by itself, where the value is over two; else null.</summary>
    public double? Own { get; init; }
}

/// <summary>Something that is watched.</summary>
/// <param name="Key">Its key below <c>monitor.thresholds</c>, and the name of its number in a sample.</param>
/// <param name="Title">In words.</param>
/// <param name="Unit">Of its values.</param>
/// <param name="Limit">The default threshold, as it would be written in lockkeeper.yaml.</param>
/// <param name="Meaning">One sentence.</param>
public sealed record Metric(string Key, string Title, MetricUnit Unit, string Limit, string Meaning)
{
    /// <summary>Reads it from a sample beside the one before, which is null for the first. Nothing where the sample does not have it.</summary>
    internal Func<Metric, Sample?, Sample, IEnumerable<Reading>> Read { get; init; } = Readings.Gauge;

    /// <summary>Whether it takes two samples to be read.</summary>
    internal bool NeedsTwo { get; init; }

    /// <summary>Whether the baseline is the median of its samples; else the highest of them, because bursts are normal.</summary>
    internal bool IsMedian { get; init; }

    /// <summary>Whether the first reading stands on one sample and all others on two.</summary>
    internal bool IsOverTwo { get; init; }

    /// <summary>Whether a reading of that name is of this metric.</summary>
    public bool Owns(string name) => name.Equals(Title, StringComparison.Ordinal) || name.StartsWith($"{Title} ", StringComparison.Ordinal);
}
