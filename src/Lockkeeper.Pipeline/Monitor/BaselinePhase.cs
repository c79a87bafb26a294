using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>Looks at the target before Migrate: what was slow or broken before cannot be held against the deployment.</summary>
public sealed class BaselinePhase(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    private const int Wanted = 5;

    /// <summary>Takes the baseline; what cannot be read is not in it, and nothing here fails the deployment.</summary>
    public async Task<Baseline> RunAsync(Target target, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(target);
        var window = options.Monitor.Baseline;
        services.Progress.Report(FormattableString.Invariant($"looking for {window.TotalSeconds:0.#} s at how it is before"));
        await using var watch = await TargetWatch.OpenAsync(target, services.Time, token);
        var samples = new List<Sample>();
        var interval = window / Wanted;
        var loop = new SampleLoop(watch, new SamplePace(window, interval < options.Monitor.Interval ? interval : options.Monitor.Interval), services.Time);
        await loop.RunAsync(
            sample =>
            {
                samples.Add(sample);
                return false;
            }, token);
        var baseline = Baseline.Of(samples, loop.Elapsed.TotalSeconds);
        record(new BaselineTaken(baseline, samples));
        return baseline;
    }
}
