using Lockkeeper.Evidence;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Reports;

/// <summary>The bake window: its verdict, and each metric with its course.</summary>
internal static class MonitorSections
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    internal static IEnumerable<Section> Of(DeploymentReport report)
    {
        if (report.Monitor is not { } monitor) yield break;
        yield return new Section("Monitor", ["Verdict", "Samples", "Window", "Baseline"],
        [
            [
                Cell.Status(monitor.Verdict, ToneOf(monitor.Verdict)), Cell.Number(Words.Number(monitor.Samples)), Sections.Took(monitor.Seconds),
                new(monitor.Baseline is { } baseline ? $"{baseline.Samples} samples, {Words.Duration(baseline.Seconds)}" : ""),
            ],
        ])
        {
            Note = monitor.Reasons.Count == 0 ? null : string.Join(' ', monitor.Reasons),
        };
        if (monitor.Metrics.Count == 0) yield break;
        yield return new Section("Metrics", ["Metric", "Result", "Before", "Worst", "Threshold", "Course"], [.. monitor.Metrics.Select(Row)])
        {
            Note = monitor.NotWatched.Count == 0 ? null : $"Not watched: {string.Join("; ", monitor.NotWatched)}.",
        };
    }

    private static IReadOnlyList<Cell> Row(WatchedMetric m) =>
    [
        new(m.Name), Result(m), Number(m.Baseline, m), Number(m.Worst, m), Number(m.Threshold, m), Cell.Code(Course(m)),
    ];

    private static Cell Result(WatchedMetric m) => m switch
    {
        { Threshold: null } => new("not judged", CellKind.Status),
        { Breaches: 0 } => new("held", CellKind.Status, Tone.Good),
        _ => new($"broken in {m.Breaches} samples", CellKind.Status, Tone.Warn),
    };

    private static Cell Number(double? value, WatchedMetric m) => Cell.Number(value is { } number ? Amount.Show(number, m.Unit) : "");

    /// <summary>The values as bars, the highest of values and threshold being full; a dot where a value is missing.</summary>
    internal static string Course(WatchedMetric m)
    {
        var top = Math.Max(m.Worst ?? 0, m.Threshold ?? 0);
        return string.Concat(m.Series.Select(v => v is { } value ? Bars[top <= 0 ? 0 : (int)Math.Clamp(value / top * Bars.Length, 0, Bars.Length - 1)] : '·'));
    }

    private static Tone ToneOf(Verdict verdict) => verdict switch
    {
        Verdict.Successful => Tone.Good,
        Verdict.Failed => Tone.Bad,
        _ => Tone.Warn,
    };
}
