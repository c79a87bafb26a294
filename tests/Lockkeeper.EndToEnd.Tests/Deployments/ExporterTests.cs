using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.EndToEnd.Tests.Rehearsals;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

/// <summary>Telemetry that cannot be sent is nobody's failure.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class ExporterTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresTheory]
    [InlineData("hangs", "the receiver did not answer in time")]
    [InlineData("refuses", "the receiver answered 403")]
    public async Task A_receiver_that_does_not_receive_costs_one_line_and_never_the_run(string how, string told)
    {
        using var receiver = new OtlpReceiver { Hangs = how is "hangs", Status = how is "refuses" ? 403 : 200 };
        await using var production = await Production.CreatePlainAsync(server);
        _program.Scratch.Write("sql/20250101000000_a.sql", "create table public.a (id int);");
        var config = _program.Scratch.Write("lockkeeper.yaml", "migrations: sql\n");
        _program.Against(production).With("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address).With("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf");

        var run = await _program.RunAsync("--target=Backup", "--environment=production", $"--config={config}");

        run.ExitCode.Should().Be(0, run.Said);
        run.Said.Split('\n').Should().ContainSingle(l => l.Contains("telemetry", StringComparison.Ordinal)).Which.Should().Contain(told);
    }

    public void Dispose() => _program.Dispose();
}
