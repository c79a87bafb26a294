using System.Globalization;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Live;

/// <summary>The bake window as far as it has come.</summary>
/// <param name="End">When it is over.</param>
/// <param name="Samples">How many samples were taken.</param>
/// <param name="Metrics">The newest values beside their thresholds.</param>
public sealed record BakeProgress(DateTimeOffset End, int Samples, IReadOnlyList<MetricState> Metrics)
{
    /// <summary>Whether the newest sample broke a threshold, or lacks something.</summary>
    public bool IsBad => Metrics.Any(m => m.BrokenInARow > 0 || m.MissingInARow > 0);

    /// <summary>All of it in one line: the time that is left, then what is nearest to its threshold first, because the line may be cut.</summary>
    public string Line(DateTimeOffset now)
    {
        var left = End > now ? End - now : TimeSpan.Zero;
        var judged = Metrics.Where(m => m.Limit is not null).OrderByDescending(Nearness).Select(Text);
        return string.Create(CultureInfo.InvariantCulture, $"watching: {(int)left.TotalMinutes}:{left.Seconds:00} left, sample {Samples} · {string.Join(" · ", judged)}");
    }

    private static double Nearness(MetricState m) => m switch
    {
        { MissingInARow: > 0 } => double.MaxValue,
        { Last: not > 0 } => 0,
        { Limit: > 0 } => m.Last.Value / m.Limit.Value,
        _ => double.MaxValue,
    };

    private static string Text(MetricState m) => m.MissingInARow > 0
        ? $"{m.Name} missing"
        : $"{m.Name} {(m.Last is { } last ? Amount.Show(last, m.Unit) : "–")} {(m.Last > m.Limit ? ">" : "≤")} {Amount.Show(m.Limit ?? 0, m.Unit)}";
}
