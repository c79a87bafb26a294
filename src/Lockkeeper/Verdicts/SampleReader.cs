namespace Lockkeeper.Verdicts;

/// <summary>
/// Reads the metrics of samples that come one after the other. What is counted from a total is counted from the newest sample that had that total: while
/// another source is silent nothing is counted twice, and nothing is lost.
/// </summary>
public sealed class SampleReader
{
    private readonly Dictionary<string, Sample> _newest = new(StringComparer.Ordinal);
    private Sample? _last;

    /// <summary>All that the next sample says.</summary>
    public IReadOnlyList<Reading> Next(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        // Calls stand beside those just before.
        List<Reading> readings = [.. Metrics.All.SelectMany(m => m.Read(m, m.NeedsTwo ? _newest.GetValueOrDefault(m.Key) : _last, sample))];
        foreach (var key in sample.Values.Keys) _newest[key] = sample;
        _last = sample;
        return readings;
    }
}
