using System.Runtime.CompilerServices;

namespace Lockkeeper.Pipeline.Telemetry;

/// <summary>Whether telemetry is wanted, by OpenTelemetry's own variables. Nothing of the SDK is loaded where it is not.</summary>
internal static class TelemetryWanted
{
    private static readonly string[] Endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"];

    /// <summary>The telemetry of a deployment; null where nobody wants it.</summary>
    public static LedgerTelemetry? Start(PipelineServices services) =>
        Array.Exists(Endpoints, e => Environment.GetEnvironmentVariable(e) is { Length: > 0 })
        && !string.Equals(Environment.GetEnvironmentVariable("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
            ? Create(services)
            : null;

    // Compiled, and the SDK's assemblies loaded, only when it is called.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static LedgerTelemetry? Create(PipelineServices services)
    {
        try
        {
            return new LedgerTelemetry(new TelemetryExport(Environment.GetEnvironmentVariable("TRACEPARENT")), services.Progress);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException or FormatException)
        {
            // An address that is none: the deployment goes on without.
            services.Progress.Report($"telemetry is not sent: {e.Message}");
            return null;
        }
    }
}
