using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Calls that must be refused.</summary>
internal static class Refusal
{
    /// <summary>The refusal, or null where the call was answered.</summary>
    /// <exception cref="ServiceFailure">It failed for another reason: no answer, or a defect of the service.</exception>
    public static async Task<ServiceFailure?> OfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (ServiceFailure e) when (e.Status is >= 400 and < 500)
        {
            return e;
        }
    }
}
