using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lockkeeper.Evidence;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Telemetry;

/// <summary>The monitor's samples as measurements: every health call that succeeded, and what each metric reads.</summary>
internal sealed class SampleMetrics(Meter meter)
{
    private readonly Histogram<double> _calls = meter.CreateHistogram<double>("http.client.request.duration", "s", "Duration of the health calls that succeeded.");
    private readonly Counter<long> _failed = meter.CreateCounter<long>("lockkeeper.health_call.failures", "{call}", "Health calls that failed.");
    private readonly Counter<long> _samples = meter.CreateCounter<long>("lockkeeper.monitor.samples", "{sample}", "Samples, also those that lack something.");
    private readonly Dictionary<string, Gauge<double>> _gauges = Metrics.All.ToDictionary(
        m => m.Key, m => meter.CreateGauge<double>($"lockkeeper.monitor.{Snake(m.Key)}", Unit(m.Unit), m.Meaning), StringComparer.Ordinal);

    private SampleReader _reader = new();

    /// <summary>Takes the baseline in.</summary>
    public void Take(BaselineTaken taken)
    {
        foreach (var sample in taken.Samples) Take(sample, "before");
        // Between the baseline and the window lie the migrations.
        _reader = new SampleReader();
    }

    /// <summary>Takes a sample of the window in.</summary>
    public void Take(SampleTaken taken) => Take(taken.Sample, "after");

    private void Take(Sample sample, string moment)
    {
        var when = new KeyValuePair<string, object?>("lockkeeper.monitor.when", moment);
        _samples.Add(1, when);
        foreach (var call in sample.Calls)
        {
            var tags = new TagList { { "http.request.method", "GET" }, { "lockkeeper.service", call.Name }, when };
            foreach (var seconds in call.Seconds) _calls.Record(seconds, tags);
            if (call.Failed > 0) _failed.Add(call.Failed, tags);
        }

        foreach (var reading in _reader.Next(sample).Where(r => r.Value is not null))
        {
            var metric = Metrics.Of(reading.Name);
            var tags = new TagList { when };
            if (reading.Name.Length > metric.Title.Length) tags.Add("lockkeeper.service", reading.Name[(metric.Title.Length + 1)..]);
            _gauges[metric.Key].Record(reading.Value ?? 0, tags);
        }
    }

    private static string Snake(string key) => string.Concat(key.Select(c => char.IsAsciiLetterUpper(c) ? $"_{char.ToLowerInvariant(c)}" : $"{c}"));

    private static string Unit(MetricUnit unit) => unit switch
    {
        MetricUnit.Seconds => "s",
        MetricUnit.Bytes => "By",
        MetricUnit.BytesPerSecond => "By/s",
        MetricUnit.PerSecond => "1/s",
        _ => "1",
    };
}
