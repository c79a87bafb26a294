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
    public void Health_calls_are_told_as_the_semantic_conventions_have_it()
    {
        var calls = Told.Points("http.client.request.duration");

        calls.Select(c => c.Tags["lockkeeper.service"]).Should().Contain(["auth", "rest", "storage"]);
        calls.Select(c => c.Tags["lockkeeper.monitor.when"]).Distinct(StringComparer.Ordinal).Should().BeEquivalentTo("before", "after");
        calls.Should().OnlyContain(c => c.Unit == "s" && c.Tags["http.request.method"] == "GET" && c.Tags["http.response.status_code"] == "200"
            && c.Tags["server.address"] == "127.0.0.1" && c.Tags["url.scheme"] == "http" && c.Tags["server.port"].Length > 3);
        calls.Should().AllSatisfy(c => c.Bounds.Should().Equal(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10));
    }

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
