using System.Diagnostics;
using System.Diagnostics.Metrics;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Telemetry;

/// <summary>How long deployments and their phases take, and how they end.</summary>
internal sealed class RunMetrics(Meter meter)
{
    private readonly Histogram<double> _runs = meter.CreateHistogram<double>("cicd.pipeline.run.duration", "s", "Duration of a deployment.");
    private readonly Counter<long> _errors = meter.CreateCounter<long>("cicd.pipeline.run.errors", "{error}", "Deployments that did not succeed.");
    private readonly Histogram<double> _phases = meter.CreateHistogram<double>("lockkeeper.phase.duration", "s", "Duration of a phase.");

    /// <summary>As the semantic conventions call how a pipeline ended.</summary>
    public static string Result(DeploymentEnded ended) => ended switch
    {
        { Outcome: Outcome.Succeeded } => "success",
        { Outcome: Outcome.UpToDate } => "skip",
        { ExitCode: ExitCode.Interrupted or ExitCode.Terminated } => "cancellation",
        { ExitCode: ExitCode.Bug } => "error",
        _ => "failure",
    };

    /// <summary>A phase has ended.</summary>
    public void Phase(PhaseEnded ended, DeploymentOpened? opened) => _phases.Record(ended.Seconds, new TagList
    {
        { "cicd.pipeline.name", opened?.Target }, { "cicd.pipeline.task.name", $"{ended.Phase}" }, { "deployment.environment.name", opened?.Environment },
        { "cicd.pipeline.task.run.result", ended.Status is PhaseStatus.Succeeded ? "success" : ended.Status is PhaseStatus.Skipped ? "skip" : "failure" },
    });

    /// <summary>The deployment has ended.</summary>
    public void Deployment(DeploymentEnded ended, DeploymentOpened? opened)
    {
        var tags = new TagList
        {
            { "cicd.pipeline.name", opened?.Target }, { "cicd.pipeline.run.state", "executing" }, { "cicd.pipeline.result", Result(ended) },
            { "deployment.environment.name", opened?.Environment },
        };
        if (ended.Failure is { } failure)
        {
            var type = new KeyValuePair<string, object?>("error.type", System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName($"{failure.Code}"));
            tags.Add(type);
            _errors.Add(1, new KeyValuePair<string, object?>("cicd.pipeline.name", opened?.Target), type);
        }

        _runs.Record(ended.Seconds, tags);
    }
}
