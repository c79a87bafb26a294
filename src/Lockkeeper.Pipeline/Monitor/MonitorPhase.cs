using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>Watches the target for the bake window and gives a verdict.</summary>
public sealed class MonitorPhase(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    /// <summary>How the target was before Migrate; <see cref="Baseline.None"/> where nothing was applied.</summary>
    public Baseline Baseline { get; init; } = Baseline.None;

    /// <summary>Samples until the window is over or the verdict is clear.</summary>
    /// <exception cref="DeployFailure">The verdict is Failed (exit 8) or Inconclusive (exit 9); the deployment stays in place.</exception>
    public async Task<MonitorEvidence> RunAsync(Target target, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(target);
        var monitor = options.Monitor;
        services.Progress.Report($"watching for {monitor.Bake.TotalSeconds:0.#} s, a sample every {monitor.Interval.TotalSeconds:0.#} s");
        await using var watch = await TargetWatch.OpenAsync(target, services.Time, token);
        var window = new BakeWindow(Baseline, monitor.Thresholds, monitor.FailureLimit);
        var loop = new SampleLoop(watch, new SamplePace(monitor.Bake, monitor.Interval), services.Time);
        using var live = new LiveWatch(services, window, loop, monitor);
        Verdict? verdict = null;
        await loop.RunAsync(
            sample =>
            {
                record(new SampleTaken(sample));
                verdict = window.Take(sample);
                live.Show();
                return verdict is not null;
            }, token);
        var evidence = new MonitorEvidence(verdict ?? window.AtTheEnd(), window.Samples, loop.Elapsed.TotalSeconds, window.Reasons)
        {
            Metrics = [.. window.Watched.Select(WatchedMetric.Of)],
            NotWatched = [.. watch.NotWatched, .. window.NotWatched],
        };
        record(new MonitorEnded(evidence));
        return evidence.Verdict == Verdict.Successful ? evidence : throw Failed(evidence);
    }

    private static DeployFailure Failed(MonitorEvidence evidence)
    {
        var failed = evidence.Verdict == Verdict.Failed;
        return new DeployFailure(
            failed ? FailureCode.MonitorFailed : FailureCode.MonitorInconclusive,
            $"The bake window is {evidence.Verdict.ToString().ToLowerInvariant()}: {string.Join("; ", evidence.Reasons)}")
        {
            FailedBy = FailureSource.Gate,
            State = FailureState.Applied,
            ExitCode = failed ? ExitCode.MonitorFailed : ExitCode.Inconclusive,
            Next = "The migrations are applied and stay: decide whether they may. If not, undo them with ./build.sh --target=Rollback, which keeps what was written since.",
        };
    }
}
