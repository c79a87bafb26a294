using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Calls that must be refused.</summary>
internal static class Refusal
{
    /// <summary>The refusal, or null where the call was answered.</summary>
    /// <exception cref="ServiceFailure">
    /// It failed for another reason: no answer, too many calls, a key that is not the project's, a defect of the service. None of that shows that
    /// the caller's rights are looked at.
    /// </exception>
    public static async Task<ServiceFailure?> OfAsync(Func<Task> call)
    {
        try
        {
            await call();
            return null;
        }
        catch (ServiceFailure e) when (Is(e))
        {
            return e;
        }
    }

    /// <summary>Whether the failure is about who asks. storage-api has the status that counts in its body.</summary>
    public static bool Is(ServiceFailure e) =>
        (e.Error.StatusInBody ?? e.Status) is 401 or 403 && !e.Error.Message.Contains("API key", StringComparison.OrdinalIgnoreCase);
}
