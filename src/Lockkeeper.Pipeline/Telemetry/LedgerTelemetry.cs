using System.Diagnostics;
using Lockkeeper.Evidence;

namespace Lockkeeper.Pipeline.Telemetry;

/// <summary>
/// Tells a ledger as traces and metrics: a span for the deployment, for each phase, migration and smoke test. It only reads what is recorded anyhow,
/// and takes names, numbers and codes from it, never a message: what a server says may hold anything.
/// </summary>
internal sealed class LedgerTelemetry(TelemetryExport export, IProgress<string> progress) : IDisposable
{
    private readonly SampleMetrics _samples = new(export.Meter);
    private readonly RunMetrics _runs = new(export.Meter);
    private Activity? _deployment;
    private Activity? _phase;
    private Activity? _migration;
    private TargetIdentity? _target;
    private DeploymentOpened? _opened;

    /// <summary>Takes a line in.</summary>
    public void See(LedgerEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        switch (entry.Event)
        {
            case DeploymentOpened e: Open(e, entry.At); break;
            case TargetIdentified e: Identify(e.Target); break;
            case PhaseStarted e: BeginPhase(e.Phase, entry.At); break;
            case PhaseEnded e: EndPhase(e, entry.At); break;
            case MigrationStarted e: BeginMigration(e, entry.At); break;
            case MigrationCommitted: EndMigration(failed: false, entry.At); break;
            case MigrationRolledBack: EndMigration(failed: true, entry.At); break;
            case SmokeTestEndedBefore e: Test(e.Test, "before", entry.At); break;
            case SmokeTestEnded e: Test(e.Test, "after", entry.At); break;
            case BaselineTaken e: _samples.Take(e); break;
            case SampleTaken e: _samples.Take(e); break;
            case MonitorEnded e: _phase?.SetTag("lockkeeper.monitor.verdict", Word(e.Monitor.Verdict)).SetTag("lockkeeper.monitor.samples", e.Monitor.Samples); break;
            case DeploymentEnded e: End(e, entry.At); break;
        }
    }

    /// <summary>Sends what is left; that it cannot be sent is told in one line, and is nobody's failure.</summary>
    public void Dispose()
    {
        if (export.Finish() is { } problem) progress.Report($"telemetry was not sent, or not all of it: {problem}");
        export.Dispose();
    }

    private void Open(DeploymentOpened opened, DateTimeOffset at)
    {
        _opened = opened;
        _deployment = Begin($"RUN {opened.Target}", ActivityKind.Server, export.Parent, at)?
            .SetTag("cicd.pipeline.name", opened.Target).SetTag("cicd.pipeline.run.id", opened.Deployment).SetTag("cicd.pipeline.action.name", "RUN")
            .SetTag("deployment.id", opened.Deployment).SetTag("deployment.environment.name", opened.Environment);
    }

    private void Identify(TargetIdentity target)
    {
        _target = target;
        OfDatabase(_deployment);
    }

    private void BeginPhase(Phase phase, DateTimeOffset at) =>
        _phase = Begin($"{phase}", ActivityKind.Internal, _deployment?.Context ?? default, at)?
            .SetTag("cicd.pipeline.task.name", $"{phase}").SetTag("cicd.pipeline.task.run.id", $"{_opened?.Deployment}/{phase}")
            .SetTag("cicd.pipeline.task.type", phase is Phase.Migrate or Phase.Rollback ? "deploy" : "test");

    private void EndPhase(PhaseEnded ended, DateTimeOffset at)
    {
        EndMigration(failed: true, at);
        End(_phase?.SetTag("cicd.pipeline.task.run.result", Result(ended.Status)), ended.Status is PhaseStatus.Failed, at);
        _runs.Phase(ended, _opened);
        _phase = null;
    }

    private void BeginMigration(MigrationStarted started, DateTimeOffset at)
    {
        EndMigration(failed: true, at);
        _migration = Begin($"{started.Version}_{started.Name}", ActivityKind.Client, _phase?.Context ?? default, at)?
            .SetTag("lockkeeper.migration.version", started.Version).SetTag("lockkeeper.migration.attempt", started.Attempt);
        OfDatabase(_migration);
    }

    private void EndMigration(bool failed, DateTimeOffset at)
    {
        End(_migration, failed, at);
        _migration = null;
    }

    private void Test(SmokeTestResult test, string when, DateTimeOffset at)
    {
        var span = Begin(test.Name, ActivityKind.Internal, _phase?.Context ?? default, at - TimeSpan.FromSeconds(test.Seconds))?
            .SetTag("test.suite.name", "smoke tests").SetTag("test.case.name", test.Name).SetTag("lockkeeper.smoke_test.when", when);
        if (test.Status is not SmokeTestStatus.Skipped) span?.SetTag("test.case.result.status", test.Status is SmokeTestStatus.Passed ? "pass" : "fail");
        End(span, test.Status is SmokeTestStatus.Failed, at);
    }

    private void End(DeploymentEnded ended, DateTimeOffset at)
    {
        var done = ended.Outcome is Outcome.Succeeded or Outcome.UpToDate;
        _deployment?.SetTag("cicd.pipeline.result", RunMetrics.Result(ended)).SetTag("deployment.status", done ? "succeeded" : "failed")
            .SetTag("lockkeeper.outcome", Word(ended.Outcome)).SetTag("process.exit.code", (int)ended.ExitCode);
        if (ended.Failure is { } failure) _deployment?.SetTag("error.type", Word(failure.Code));
        End(_deployment, !done, at);
        _runs.Deployment(ended, _opened);
    }

    private void OfDatabase(Activity? span)
    {
        if (_target is { } target)
            span?.SetTag("db.system.name", "postgresql").SetTag("db.namespace", target.Database).SetTag("server.address", target.Host).SetTag("server.port", target.Port);
    }

    // Nobody's calls are to carry this trace: it looks on, and does not take part.
    private Activity? Begin(string name, ActivityKind kind, ActivityContext parent, DateTimeOffset at)
    {
        var current = Activity.Current;
        Activity.Current = null;
        var span = export.Spans.StartActivity(name, kind, parent, tags: null, links: null, at);
        Activity.Current = current;
        return span;
    }

    private static void End(Activity? span, bool failed, DateTimeOffset at)
    {
        if (span is null) return;
        var current = Activity.Current;
        if (failed) span.SetStatus(ActivityStatusCode.Error);
        span.SetEndTime(at.UtcDateTime);
        span.Stop();
        Activity.Current = current;
    }

    private static string Result(PhaseStatus status) => status switch
    {
        PhaseStatus.Succeeded => "success",
        PhaseStatus.Skipped => "skip",
        _ => "failure",
    };

    private static string Word<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{value}");
}
