using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Reports;
using Lockkeeper.Testing;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>A whole deployment whose service breaks while it is watched.</summary>
public sealed class BakedDeploymentTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task It_is_undone_with_exit_5_and_the_report_tells_why()
    {
        using var service = new HealthService();
        await using var scene = await SceneAsync(service, onFailure: "rollback");

        var (failure, report) = await scene.DeployAsync(last: Phase.Monitor);

        failure!.ExitCode.Should().Be(ExitCode.RolledBack, failure.Message);
        failure.Code.Should().Be(FailureCode.MonitorFailed);
        report.Outcome.Should().Be(Outcome.RolledBack);
        report.Monitor!.Verdict.Should().Be(Verdict.Failed);
        report.Monitor.Baseline!.Samples.Should().BeGreaterThan(1);
        report.Monitor.Metrics.Should().Contain(m => m.Name == $"failed calls {service.Name}" && m.Breaches >= 2 && m.Worst == 1);
        report.Monitor.NotWatched.Should().Contain(n => n.StartsWith("auth, REST and storage", StringComparison.Ordinal));
        HtmlReport.Render(report).Should().Contain($"failed calls {service.Name}").And.Contain("broken in ");
        (await scene.ScalarAsync<bool>("select to_regclass('public.young') is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task Told_to_stop_it_stays_with_exit_8()
    {
        using var service = new HealthService();
        await using var scene = await SceneAsync(service, onFailure: "stop");

        var (failure, report) = await scene.DeployAsync(last: Phase.Monitor);

        failure!.ExitCode.Should().Be(ExitCode.MonitorFailed, failure.Message);
        report.Rollback.Should().BeNull();
        (await scene.ScalarAsync<bool>("select to_regclass('public.young') is null")).Should().BeFalse();
    }

    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_sample_is_in_the_ledger_also_those_of_the_baseline(bool breaks)
    {
        using var service = new HealthService();
        await using var scene = await SceneAsync(service, onFailure: "stop", breaks, bake: "4s");

        var (failure, report) = await scene.DeployAsync(last: Phase.Monitor);

        (failure is null).Should().Be(!breaks, failure?.Message);
        var events = LedgerFile.Read(DeploymentFolder.Open(scene.Artifacts, id: null)).Entries.Select(e => e.Event).ToList();
        var samples = events.OfType<SampleTaken>().Select(e => e.Sample).ToList();
        samples.Should().HaveCount(report.Monitor!.Samples).And.HaveCountGreaterThan(1).And.BeInAscendingOrder(s => s.At);
        samples.Should().OnlyContain(s => s.Values.ContainsKey("connections") && s.Calls.Single().Name == service.Name);
        var before = events.OfType<BaselineTaken>().Should().ContainSingle().Subject;
        before.Samples.Should().HaveCount(report.Monitor.Baseline!.Samples).And.HaveCountGreaterThan(1);
        before.Samples.Should().OnlyContain(s => s.Values.ContainsKey("connections") && s.At < samples[0].At);
    }

    [PostgresFact]
    public async Task Without_its_variables_nothing_of_OpenTelemetry_is_loaded()
    {
        using var service = new HealthService();
        await using var scene = await SceneAsync(service, onFailure: "stop");

        await scene.DeployAsync(last: Phase.Migrate);

        AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name).Should().NotContain(n => n!.StartsWith("OpenTelemetry", StringComparison.Ordinal));
    }

    private async Task<DeployScene> SceneAsync(HealthService service, string onFailure, bool breaks = true, string bake = "6s")
    {
        var scene = await DeployScene.CreateAsync(server);
        scene.File("20250101000000_young.sql", "create table public.young (id int);").Options.Argument("yes", "");
        scene.Options.Variable("LOCKKEEPER_MONITOR_BASELINE", "1200ms");
        scene.Production($"api: {{ health: [\"{service.Address}\"] }}", $"monitor: {{ bake: {bake}, interval: 800ms, failureLimit: 2, onFailure: {onFailure} }}");
        scene.OnTold = told =>
        {
            if (breaks && told.StartsWith("watching for", StringComparison.Ordinal)) service.Failing = 1;
        };
        return scene;
    }
}
