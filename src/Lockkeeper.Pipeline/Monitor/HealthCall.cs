using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>A cheap call to a service that fails when the service, or the database behind it, is not well.</summary>
/// <param name="Name">The service, or the address.</param>
/// <param name="Address">Where it goes.</param>
/// <param name="Make">Makes it, and says which status a success had.</param>
internal sealed record HealthCall(string Name, Uri Address, Func<CancellationToken, Task<int>> Make)
{
    /// <summary>So many a sample that one slow or failed call does not make a bad sample, and few enough not to be a load.</summary>
    internal const int InOneSample = 5;

    /// <summary>A call to a service of Supabase, whose protocol has one status for what a health call asks.</summary>
    public static HealthCall ToSupabase(string name, Uri address, Func<CancellationToken, Task> make) => new(name, address, async token =>
    {
        await make(token);
        return 200;
    });

    /// <summary>
    /// Makes the calls of one sample one after the other, within the budget. One that does not answer in its time has failed; those for which no
    /// time is left are not made.
    /// </summary>
    public async Task<CallSample> SampleAsync(TimeSpan budget, TimeProvider time, CancellationToken token)
    {
        var (seconds, failed, problem, status) = (new List<double>(), 0, (string?)null, (int?)null);
        var sample = time.GetTimestamp();
        // A call that is given no time at all would say nothing about the service.
        for (var i = 0; i < InOneSample && budget - time.GetElapsedTime(sample) is var left && left > budget / 10; i++)
        {
            var began = time.GetTimestamp();
            var once = await OnceAsync(left, time, token);
            if (once.Problem is null) seconds.Add(Math.Round(time.GetElapsedTime(began).TotalSeconds, 6));
            else failed++;
            (problem, status) = (once.Problem ?? problem, once.Status ?? status);
        }

        return new CallSample(Name, seconds, failed, problem) { Server = new CalledServer(Address.Scheme, Address.Host, Address.Port), Status = status };
    }

    /// <summary>Makes it once.</summary>
    /// <returns>Why it failed, or the status of its success.</returns>
    public async Task<(string? Problem, int? Status)> OnceAsync(TimeSpan left, TimeProvider time, CancellationToken token)
    {
        using var late = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, token);
        try
        {
            return (null, await Make(either.Token));
        }
        catch (OperationCanceledException) when (!token.IsCancellationRequested)
        {
            return (FormattableString.Invariant($"no answer within {left.TotalSeconds:0.##} s"), null);
        }
        catch (Exception e) when (e is HttpRequestException or Supabase.Services.ServiceFailure)
        {
            return (e.Message, null);
        }
        catch (Exception e) when (Unreadable.Is(e))
        {
            return (Unreadable.Why(e), null);
        }
    }
}
