using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>Takes samples at a pace until the window is over or nobody wants more.</summary>
internal sealed class SampleLoop(TargetWatch watch, SamplePace pace, TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();

    /// <summary>How long it has lasted.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>Runs it.</summary>
    /// <param name="take">Takes a sample in; whether it was enough.</param>
    /// <param name="token">Ends it at once.</param>
    public async Task RunAsync(Func<Sample, bool> take, CancellationToken token)
    {
        for (TimeSpan? next = TimeSpan.Zero; next is { } begin; next = pace.Next(begin, Elapsed))
        {
            if (begin - Elapsed is var wait && wait > TimeSpan.Zero) await Task.Delay(wait, time, token);
            if (take(await watch.TakeAsync(pace.Budget, token))) return;
        }
    }
}
