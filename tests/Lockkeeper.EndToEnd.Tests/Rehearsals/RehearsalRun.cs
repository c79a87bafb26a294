using Lockkeeper.EndToEnd.Tests.Program;

namespace Lockkeeper.EndToEnd.Tests.Rehearsals;

/// <summary>One run without any target, looked at by several tests.</summary>
public sealed class RehearsalRun : IAsyncLifetime
{
    internal LockkeeperProgram Program { get; } = new LockkeeperProgram().WithProof();

    internal ProgramResult Result { get; private set; } = null!;

    /// <summary>What it told of itself by OTLP.</summary>
    internal OtlpReceiver Telemetry { get; } = new();

    public async Task InitializeAsync()
    {
        if (Testing.Postgres.SkipReason is null)
            Result = await Program.With("OTEL_EXPORTER_OTLP_ENDPOINT", Telemetry.Address).With("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
                .With("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=lock").With("OTEL_RESOURCE_ATTRIBUTES", "team=data")
                .With("TRACEPARENT", $"00-{OtlpReceiver.Trace}-00f067aa0ba902b7-01").RunAsync("--bake=2s");
    }

    public Task DisposeAsync()
    {
        Program.Dispose();
        Telemetry.Dispose();
        return Task.CompletedTask;
    }
}
