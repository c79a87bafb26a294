namespace Lockkeeper.Verdicts;

/// <summary>How the target behaved before the deployment.</summary>
/// <param name="Samples">How many samples were taken.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Values">By the name of the reading, in its metric's unit: the median for latencies, the highest for all others.</param>
public sealed record Baseline(int Samples, double Seconds, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>Where none was taken: only absolute thresholds can be judged.</summary>
    public static Baseline None { get; } = new(0, 0, new Dictionary<string, double>(StringComparer.Ordinal));

    /// <summary>The baseline of these samples.</summary>
    public static Baseline Of(IReadOnlyList<Sample> samples, double seconds)
    {
        ArgumentNullException.ThrowIfNull(samples);
        var good = samples.Where(s => s.Problem is null).ToList();
        var values = good.SelectMany((sample, i) => Metrics.Read(i == 0 ? null : good[i - 1], sample))
            .Where(r => r.Value is not null).GroupBy(r => r.Name, r => r.Value ?? 0, StringComparer.Ordinal);
        return new Baseline(samples.Count, seconds, values.ToDictionary(v => v.Key, v => Metrics.Of(v.Key).IsMedian ? Middle.Of(v) : v.Max(), StringComparer.Ordinal));
    }
}
