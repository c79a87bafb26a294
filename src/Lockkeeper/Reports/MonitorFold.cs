using Lockkeeper.Evidence;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Reports;

/// <summary>The bake window as a report tells it.</summary>
internal static class MonitorFold
{
    internal static ReportMonitor? Report(MonitorEvidence? monitor, Baseline? baseline) => monitor is null ? null
        : new ReportMonitor(monitor.Verdict, monitor.Samples, ReportFold.Rounded(monitor.Seconds))
        {
            Baseline = baseline is null ? null : new ReportBaseline(baseline.Samples, ReportFold.Rounded(baseline.Seconds)),
            Metrics = [.. monitor.Metrics.Select(Rounded)],
            NotWatched = monitor.NotWatched,
            Reasons = monitor.Reasons,
        };

    private static WatchedMetric Rounded(WatchedMetric m) => m with
    {
        Baseline = Rounded(m.Baseline),
        Threshold = Rounded(m.Threshold),
        Worst = Rounded(m.Worst),
        Last = Rounded(m.Last),
        Series = [.. m.Series.Select(Rounded)],
    };

    // Latencies are fractions of a second.
    private static double? Rounded(double? value) => value is { } number ? Math.Round(number, 6) : null;
}
