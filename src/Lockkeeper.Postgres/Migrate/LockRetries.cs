using Lockkeeper.Failures;
using Polly;
using Polly.Retry;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Tries again what could not have its locks in time, after a jittered pause, until a deadline.</summary>
internal static class LockRetries
{
    /// <summary>Retries on <see cref="FailureCode.LockTimeout"/> and nothing else.</summary>
    /// <param name="what">How people are told what waits.</param>
    /// <param name="deadline">For all attempts together.</param>
    /// <param name="time">The clock of the back-off.</param>
    /// <param name="progress">Told once.</param>
    public static ResiliencePipeline<T> For<T>(string what, TimeSpan deadline, TimeProvider time, IProgress<string> progress)
    {
        var until = time.GetUtcNow() + deadline;
        return new ResiliencePipelineBuilder<T> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<T>
            {
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is DeployFailure { Code: FailureCode.LockTimeout } && time.GetUtcNow() < until),
                MaxRetryAttempts = int.MaxValue,
                Delay = TimeSpan.FromMilliseconds(250),
                MaxDelay = TimeSpan.FromSeconds(5),
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
