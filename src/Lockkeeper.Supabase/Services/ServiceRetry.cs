using System.Globalization;
using System.Net;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Lockkeeper.Supabase.Services;

/// <summary>
/// Which calls are made again. An idempotent one where the network failed or a proxy could not reach the service; any other only where the
/// server says that it did not begin (429, 503) and when to come back. What it asks for longer than a person would wait is a failure.
/// </summary>
internal static class ServiceRetry
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private static readonly HttpStatusCode[] Passing =
        [HttpStatusCode.TooManyRequests, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout, HttpStatusCode.RequestTimeout];

    public static ResiliencePipeline<ServiceAnswer> Pipeline(bool idempotent, ServiceLimits limits, TimeProvider time)
    {
        var pipeline = new ResiliencePipelineBuilder<ServiceAnswer> { TimeProvider = time }.AddTimeout(limits.InAll);
        if (limits.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<ServiceAnswer>
            {
                MaxRetryAttempts = limits.Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = limits.FirstDelay,
                UseJitter = true,
                ShouldHandle = arguments => ValueTask.FromResult(MayPass(arguments.Outcome, idempotent, time)),
                DelayGenerator = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } answer ? Asked(answer, time) : null),
            });
        }

        return pipeline.AddTimeout(limits.EachAttempt).Build();
    }

    private static bool MayPass(Outcome<ServiceAnswer> outcome, bool idempotent, TimeProvider time)
    {
        if (outcome.Exception is { } e) return idempotent && e is HttpRequestException or TimeoutRejectedException;
        if (outcome.Result is not { } answer) return false;
        var asked = Asked(answer, time);
        if (asked > LongestWait) return false;
        if (answer.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable && asked is not null) return true;
        return idempotent && Passing.Contains(answer.Status);
    }

    /// <summary>How long the server asks to wait: Retry-After in seconds or as a date, or the rate limit's reset in seconds.</summary>
    private static TimeSpan? Asked(ServiceAnswer answer, TimeProvider time)
    {
        if (answer.Headers.RetryAfter is { Delta: { } delta }) return delta;
        if (answer.Headers.RetryAfter is { Date: { } date }) return TimeSpan.FromSeconds(Math.Max(0, (date - time.GetUtcNow()).TotalSeconds));
        return answer.Headers.TryGetValues("x-ratelimit-reset", out var values)
            && double.TryParse(values.FirstOrDefault(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            // Some say the moment instead, as seconds or milliseconds since 1970: longer than a TimeSpan, and than anybody waits.
            ? TimeSpan.FromSeconds(double.IsNaN(seconds) ? 0 : Math.Min(seconds, TimeSpan.SecondsPerDay))
            : null;
    }
}

/// <summary>How long a call may take and how often it is made.</summary>
/// <param name="EachAttempt">For one attempt, from the connection to the last byte.</param>
/// <param name="InAll">For all attempts and the waits between them.</param>
/// <param name="Retries">After the first attempt; 0: a failure is told at once.</param>
/// <param name="FirstDelay">Before the second attempt, where the server asks for no other; doubled each time, with jitter.</param>
public sealed record ServiceLimits(TimeSpan EachAttempt, TimeSpan InAll, int Retries, TimeSpan FirstDelay)
{
    /// <summary>For a service of the platform: sign-up takes a second or two, a cold one ten.</summary>
    public static ServiceLimits Standard { get; } = new(TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60), 3, TimeSpan.FromMilliseconds(300));
}
