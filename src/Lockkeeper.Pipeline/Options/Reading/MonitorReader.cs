using Lockkeeper.Failures;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>
/// Reads how the target is watched: what the environment says, else the common section. For local the common bake, interval and baseline of the
/// file do not count: they are meant for real databases, and a rehearsal should take seconds.
/// </summary>
internal sealed class MonitorReader(SettingTable table, TypedReader read, EnvironmentInUse environment, List<Problem> problems)
{
    public MonitorOptions Read()
    {
        var bake = Duration("bake", environment.IsLocal ? TimeSpan.FromSeconds(30) : TimeSpan.FromMinutes(10));
        var interval = Duration("interval", environment.IsLocal ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(10));
        // A shorter --bake is for one run: the interval that the file gives then shrinks with it.
        if (interval > bake && Given("interval") is { } wrong && !(wrong.IsFromFile && Given("bake") is { IsFromFile: false }))
            problems.Add(new Problem(
                wrong.Where,
                "the interval is longer than the whole bake window.",
                "Make monitor.interval shorter, or monitor.bake longer."));
        return new MonitorOptions(
            bake,
            interval > bake ? bake : interval,
            Given("failureLimit") is { } limit ? int.Parse(limit.Value) : 3,
            Given("onFailure") is { } action ? Enum.Parse<OnFailure>(action.Value, ignoreCase: true) : OnFailure.Rollback)
        {
            Baseline = Shorter(bake, Duration("baseline", environment.IsLocal ? TimeSpan.FromSeconds(2) : TimeSpan.FromSeconds(30))),
            Thresholds = Metrics.All.ToDictionary(m => m.Key, Limit, StringComparer.Ordinal),
        };
    }

    private Threshold Limit(Metric metric) => Threshold.Parse(Given($"thresholds.{metric.Key}")?.Value ?? metric.Limit, metric.Unit)!;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private TimeSpan Duration(string name, TimeSpan standard)
    {
        var common = $"monitor.{name}";
        if (table[common] is { IsFromFile: true } && environment.IsLocal)
            return read.Duration($"environment.{common}", standard);
        return Given(name) is { } given ? Durations.Parse(given.Value)!.Value : standard;
    }

    private Setting? Given(string name) => table.Of("monitor", name);
}
