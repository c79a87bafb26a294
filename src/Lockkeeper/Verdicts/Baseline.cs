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
        var values = samples.Where(s => s.Problem is null).SelectMany(new SampleReader().Next)
            .Where(r => r.Value is not null).GroupBy(r => r.Name, r => r.Value ?? 0, StringComparer.Ordinal);
        return new Baseline(samples.Count, seconds, values.ToDictionary(v => v.Key, v => Of(Metrics.Of(v.Key), [.. v]), StringComparer.Ordinal));
    }

    // A service that failed in the first sample and never again would else seem to fail always, and nothing would be too much afterwards.
    private static double Of(Metric metric, IReadOnlyList<double> values) => metric switch
    {
        { IsMedian: true } => Middle.Of(values),
        { IsOverTwo: true } when values.Count > 1 => values.Skip(1).Max(),
        _ => values.Max(),
    };
}
