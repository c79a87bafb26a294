namespace Lockkeeper.Verdicts;

/// <summary>
/// What a metric may reach. Written as parts that are separated by spaces: an amount (<c>15%</c>), the baseline multiplied (<c>3x</c>), the baseline
/// and something on top (<c>+250ms</c>). The largest of them counts. <c>off</c>: the metric is shown and never held against anybody.
/// </summary>
/// <param name="Absolute">An amount in the metric's unit; null where it depends on the baseline alone.</param>
/// <param name="Times">What the baseline is multiplied with.</param>
/// <param name="Plus">What is added to the baseline.</param>
public sealed record Threshold(double? Absolute, double? Times, double? Plus)
{
    /// <summary>Never broken.</summary>
    public static Threshold Off { get; } = new(null, null, null);

    /// <summary>Whether it says nothing without a baseline.</summary>
    public bool NeedsBaseline => Absolute is null && (Times ?? Plus) is not null;

    /// <summary>The thresholds of all metrics where nobody wrote another one.</summary>
    public static IReadOnlyDictionary<string, Threshold> Defaults { get; } =
        Metrics.All.ToDictionary(m => m.Key, m => Parse(m.Limit, m.Unit)!, StringComparer.Ordinal);

    /// <summary>What is written; null where it is none.</summary>
    public static Threshold? Parse(string text, MetricUnit unit)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts is ["off"]) return Off;
        var threshold = parts.Length == 0 ? null : Off;
        foreach (var part in parts) threshold = threshold?.With(part, unit);
        return threshold;
    }

    /// <summary>The limit over this baseline; null where nothing can be said.</summary>
    public double? Over(double? baseline) =>
        new[] { Absolute, baseline * Times, baseline + Plus }.Max();

    private Threshold? With(string part, MetricUnit unit) => part switch
    {
        ['+', .. var rest] when Plus is null && Amount.Parse(rest, unit) is { } plus => this with { Plus = plus },
        [.. var rest, 'x'] when Times is null && Amount.Parse(rest, MetricUnit.Count) is { } times => this with { Times = times },
        _ when Absolute is null && Amount.Parse(part, unit) is { } amount => this with { Absolute = amount },
        _ => null,
    };
}
