using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Monitor;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Verdicts;
using Npgsql;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>Watches the target for the bake window and gives a verdict.</summary>
public sealed class MonitorPhase(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    /// <summary>Samples until the window is over or the verdict is clear.</summary>
    /// <exception cref="DeployFailure">The verdict is Failed (exit 8) or Inconclusive (exit 9); the deployment stays in place.</exception>
    public async Task<MonitorEvidence> RunAsync(TargetDatabase target, CancellationToken token)
    {
        var window = new BakeWindow(Threshold.Defaults, options.Monitor.FailureLimit);
        var began = services.Time.GetTimestamp();
        services.Progress.Report($"watching for {options.Monitor.Bake.TotalSeconds:0.#} s, a sample every {options.Monitor.Interval.TotalSeconds:0.#} s");
        var verdict = await WatchAsync(window, target, began, token) ?? window.AtTheEnd();
        var evidence = new MonitorEvidence(verdict, window.Samples, services.Time.GetElapsedTime(began).TotalSeconds, window.Reasons);
        record(new MonitorEnded(evidence));
        return verdict == Verdict.Successful ? evidence : throw Failed(evidence);
    }

    private async Task<Verdict?> WatchAsync(BakeWindow window, TargetDatabase target, long began, CancellationToken token)
    {
        NpgsqlConnection? connection = null;
        try
        {
            while (true)
            {
                var sample = await SampleAsync();
                record(new SampleTaken(sample));
                if (window.Take(sample) is { } early) return early;
                var left = options.Monitor.Bake - services.Time.GetElapsedTime(began);
                if (left <= TimeSpan.Zero && window.Samples > 1) return null;
                await Task.Delay(left < options.Monitor.Interval && left > TimeSpan.Zero ? left : options.Monitor.Interval, services.Time, token);
            }
        }
        finally
        {
            if (connection is not null) await connection.DisposeAsync();
        }

        // A server that went away is asked again on a new connection: each sample stands for itself.
        async Task<Sample> SampleAsync()
        {
            try
            {
                if (connection is not { FullState: System.Data.ConnectionState.Open })
                {
                    if (connection is not null) await connection.DisposeAsync();
                    connection = await target.ConnectAsync(token);
                }
            }
            catch (DeployFailure e)
            {
                return ServerSampler.Missing(services.Time.GetUtcNow(), e.Message);
            }

            return await ServerSampler.TakeAsync(connection, services.Time, token);
        }
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
