namespace Lockkeeper.Verdicts;

/// <summary>What the bake window showed of one reading.</summary>
/// <param name="name">The reading's name.</param>
/// <param name="baseline">Its baseline; null where there is none.</param>
/// <param name="threshold">What it may reach.</param>
public sealed class MetricState(string name, double? baseline, Threshold threshold)
{
    private readonly List<double?> _series = [];

    /// <summary>The metric in words.</summary>
    public string Name => name;

    /// <summary>What its values are in.</summary>
    public MetricUnit Unit { get; } = Metrics.Of(name).Unit;

    /// <summary>Before the deployment; null where it was not read.</summary>
    public double? Baseline => baseline;

    /// <summary>What it may reach; null where nothing can be held against it.</summary>
    public double? Limit { get; } = threshold.Over(baseline);

    /// <summary>The value of each sample since it was first read; null where it was not there.</summary>
    public IReadOnlyList<double?> Series => _series;

    /// <summary>The newest value.</summary>
    public double? Last => _series.Count > 0 ? _series[^1] : null;

    /// <summary>The highest value.</summary>
    public double? Worst => _series.Max();

    /// <summary>How many samples were above the threshold.</summary>
    public int Breaches { get; private set; }

    /// <summary>How many samples are held against the deployment, or for it.</summary>
    internal int Judged { get; private set; }

    /// <summary>How many of these were above the threshold.</summary>
    internal int Broken { get; private set; }

    /// <summary>How many of the newest samples were, one after the other, of those that are judged.</summary>
    public int BrokenInARow { get; private set; }

    /// <summary>How many of the newest samples lacked it, one after the other.</summary>
    public int MissingInARow { get; private set; }

    /// <summary>Takes the next sample's reading in; null where the sample lacks it.</summary>
    /// <param name="reading">What it says.</param>
    /// <param name="isJudged">Whether it is held against anybody.</param>
    internal void Take(Reading? reading, bool isJudged)
    {
        _series.Add(reading?.Value);
        MissingInARow = reading is null ? MissingInARow + 1 : 0;
        if (reading is null) return;
        // What failed in the sample before and is now as it was before the deployment has got well again.
        var broken = reading.IsEnough && reading.Value > Limit && !(reading.Own <= (baseline ?? 0));
        if (broken) Breaches++;
        // What is not known, or not to be judged, neither forgives nor counts as bad.
        if (!isJudged || reading.Value is null) return;
        BrokenInARow = broken ? BrokenInARow + 1 : 0;
        Judged++;
        if (broken) Broken++;
    }

    internal string Breach() =>
        $"{Name}: {Amount.Show(Last ?? 0, Unit)}, where {Amount.Show(Limit ?? 0, Unit)} is the limit, {BrokenInARow} samples in a row";
}
