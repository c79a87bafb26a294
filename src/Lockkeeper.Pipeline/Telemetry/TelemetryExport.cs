using System.Diagnostics;
using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Lockkeeper.Pipeline.Telemetry;

/// <summary>The OpenTelemetry SDK with its OTLP exporter. It reads endpoint, protocol, headers, sampler and resource from the standard variables.</summary>
internal sealed class TelemetryExport : IDisposable
{
    private const string Name = "lockkeeper";

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    // With certificates of one's own the exporter makes its own client, and what becomes of its calls is not seen.
    private static readonly string[] Certificates = ["OTEL_EXPORTER_OTLP_CERTIFICATE", "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE"];

    private readonly ExportWatch _watch = new();
    private readonly TracerProvider _traces;
    private readonly MeterProvider _metrics;

    /// <param name="parent">The trace that this one belongs to, as W3C writes it; null where it is one by itself.</param>
    public TelemetryExport(string? parent)
    {
        Parent = ActivityContext.TryParse(parent, traceState: null, isRemote: true, out var context) ? context : default;
        _traces = Sdk.CreateTracerProviderBuilder().ConfigureResource(Describe).AddSource(Name).AddOtlpExporter(Configure).Build();
        _metrics = Sdk.CreateMeterProviderBuilder().ConfigureResource(Describe).AddMeter(Name).AddOtlpExporter(Configure).Build();
    }

    /// <summary>Where spans come from.</summary>
    public ActivitySource Spans { get; } = new(Name, Deployment.Version);

    /// <summary>Where measurements come from.</summary>
    public Meter Meter { get; } = new(Name, Deployment.Version);

    /// <summary>The trace around the deployment.</summary>
    public ActivityContext Parent { get; }

    /// <summary>Sends what is left; an exporter that hangs is left alone after five seconds.</summary>
    /// <returns>What went wrong; null where all was sent, as far as anybody can see.</returns>
    public string? Finish()
    {
        var milliseconds = (int)Farewell.TotalMilliseconds;
        var finished = Task.WhenAll(Task.Run(() => _traces.Shutdown(milliseconds)), Task.Run(() => _metrics.Shutdown(milliseconds)));
        // The wait is bounded, and nothing asynchronous follows it but the end of the process.
        return !Task.WaitAll([finished], Farewell) ? ExportWatch.Unanswered
            : _watch.Problem ?? (Array.TrueForAll(finished.Result, sent => sent) ? null : "not all was sent in time");
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Spans.Dispose();
        Meter.Dispose();
    }

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last and win.
    private static void Describe(ResourceBuilder resource) =>
        resource.Clear().AddService(Name, serviceVersion: Deployment.Version).AddTelemetrySdk().AddEnvironmentVariableDetector();

    private void Configure(OtlpExporterOptions options)
    {
        if (Array.Exists(Certificates, c => Environment.GetEnvironmentVariable(c) is { Length: > 0 })) return;
        options.HttpClientFactory = () => new HttpClient(new ExportWatch.Handler(_watch)) { Timeout = TimeSpan.FromMilliseconds(options.TimeoutMilliseconds) };
    }
}
