using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>A cheap call to a service that fails when the service, or the database behind it, is not well.</summary>
/// <param name="Name">The service, or the address.</param>
/// <param name="Make">Makes it.</param>
internal sealed record HealthCall(string Name, Func<CancellationToken, Task> Make)
{
    /// <summary>So many a sample that one slow or failed call does not make a bad sample, and few enough not to be a load.</summary>
    internal const int InOneSample = 5;

    /// <summary>
    /// Makes the calls of one sample one after the other, within the budget. One that does not answer in its time has failed; those for which no
    /// time is left are not made.
    /// </summary>
    public async Task<CallSample> SampleAsync(TimeSpan budget, TimeProvider time, CancellationToken token)
    {
        var (seconds, failed, problem) = (new List<double>(), 0, (string?)null);
        var sample = time.GetTimestamp();
        // A call that is given no time at all would say nothing about the service.
        for (var i = 0; i < InOneSample && budget - time.GetElapsedTime(sample) is var left && left > budget / 10; i++)
        {
            var began = time.GetTimestamp();
            if (await OnceAsync(left, time, token) is { } why) (failed, problem) = (failed + 1, why);
            else seconds.Add(Math.Round(time.GetElapsedTime(began).TotalSeconds, 6));
        }

        return new CallSample(Name, seconds, failed, problem);
    }

    /// <summary>Makes it once.</summary>
    /// <returns>Why it failed; null when it did not.</returns>
    public async Task<string?> OnceAsync(TimeSpan left, TimeProvider time, CancellationToken token)
    {
        using var late = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, token);
        try
        {
            await Make(either.Token);
            return null;
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return FormattableString.Invariant($"no answer within {left.TotalSeconds:0.##} s");
        }
        catch (Exception e) when (e is HttpRequestException or Supabase.Services.ServiceFailure)
        {
            return e.Message;
        }
        catch (Exception e) when (Unreadable.Is(e))
        {
            return Unreadable.Why(e);
        }
    }
}
