using Lockkeeper.Failures;
using Polly;
using Polly.Retry;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Tries again what could not have its locks in time, after a jittered pause, until a deadline.</summary>
internal static class LockRetries
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    /// <summary>Retries on <see cref="FailureCode.LockTimeout"/> and nothing else.</summary>
    /// <param name="what">How people are told what waits.</param>
    /// <param name="deadline">For all attempts together.</param>
    /// <param name="time">The clock of the back-off.</param>
    /// <param name="progress">Told once.</param>
    public static ResiliencePipeline<T> For<T>(string what, TimeSpan deadline, TimeProvider time, IProgress<string> progress)
    {
        var (began, until) = (time.GetTimestamp(), time.GetUtcNow() + deadline);
        return new ResiliencePipelineBuilder<T> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<T>
            {
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is DeployFailure { Code: FailureCode.LockTimeout } && time.GetElapsedTime(began) < deadline),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(250),
                // A short deadline is not to be passed by half while nothing is tried.
                MaxDelay = deadline / 8 < LongestPause ? deadline / 8 : LongestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                OnRetry = retry =>
                {
                    if (retry.AttemptNumber == 0)
                        progress.Report($"{what}: locks are held by others, trying again until {until:HH:mm:ss}Z");
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
    }
}
