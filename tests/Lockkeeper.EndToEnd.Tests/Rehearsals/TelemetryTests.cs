using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Rehearsals;

/// <summary>What a rehearsal tells by OTLP.</summary>
[Collection(RehearsalCollection.Name)]
public sealed class TelemetryTests(RehearsalRun run)
{
    private OtlpReceiver Told => run.Telemetry;

    [PostgresFact]
    public void The_deployment_is_a_span_of_the_trace_around_it()
    {
        var deployment = Told.Span("RUN Default");

        deployment.Trace.Should().Be(OtlpReceiver.Trace);
        deployment.Parent.Should().Be("00f067aa0ba902b7");
        deployment.Tags.Should().Contain(new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["cicd.pipeline.name"] = "Default",
            ["cicd.pipeline.result"] = "success",
            ["deployment.environment.name"] = "local",
            ["deployment.status"] = "succeeded",
            ["db.system.name"] = "postgresql",
            ["db.namespace"] = "postgres",
            ["deployment.id"] = run.Result.Reported("deployment")!,
        });
    }

    [PostgresFact]
    public void Each_phase_migration_and_smoke_test_is_a_span_below_it()
    {
        var phases = Told.Spans.Where(s => s.Tags.ContainsKey("cicd.pipeline.task.name")).ToList();
        phases.Select(p => p.Name).Should().Equal("Backup", "VerifyEnv", "Migrate", "SmokeTests", "Monitor");
        phases.Should().OnlyContain(p => p.Parent == Told.Span("RUN Default").Id && p.End > p.Start);
        var migration = Told.Span("20250101000000_drop_public_users_tables");
        migration.Parent.Should().Be(Told.Span("Migrate").Id);
        migration.Tags["db.system.name"].Should().Be("postgresql");
        Told.Spans.Count(s => s.Name is "Authentication Flow" && s.Tags["test.case.result.status"] is "pass").Should().Be(2, "before Migrate and after it");
    }

    [PostgresFact]
    public void Samples_and_durations_are_metrics() =>
        Told.Metrics.Should().Contain(["cicd.pipeline.run.duration", "http.client.request.duration", "lockkeeper.monitor.samples", "lockkeeper.monitor.connections"]);

    [PostgresFact]
    public void The_standard_variables_hold()
    {
        Told.Tenants.Should().Equal("lock");
        Told.Resource["service.name"].Should().Be("lockkeeper");
        Told.Resource["team"].Should().Be("data");
    }

    [PostgresFact]
    public void No_key_of_the_services_is_told()
    {
        Told.Spans.Should().NotBeEmpty();
        Told.Holds("sb_secret").Should().BeFalse();
        Told.Holds("sb_publishable").Should().BeFalse();
        run.Result.Said.Should().NotContain("telemetry");
    }
}
