using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests.Health;

/// <summary>Auth and storage, each by a call that it cannot answer without its database; REST is asked for tables.</summary>
internal static class ProjectHealth
{
    public static async Task<IReadOnlyList<string>> FailuresAsync(SmokeRun run)
    {
        var services = run.Supabase!;
        var failures = await Task.WhenAll(
            FailureAsync(run, "auth", () => AuthAsync(run, services.Auth)),
            FailureAsync(run, "storage", async () =>
            {
                var buckets = await (services.StorageAsService ?? services.Storage).BucketsAsync(accessToken: null, run.Token);
                return $"GET /storage/v1/bucket: {buckets.Count} buckets";
            }));
        return [.. failures.OfType<string>()];
    }

    private static async Task<string?> FailureAsync(SmokeRun run, string service, Func<Task<string>> call)
    {
        try
        {
            var seen = await call();
            lock (run) run.Saw(seen);
            return null;
        }
        catch (Exception e) when (e is ServiceFailure or InvalidOperationException)
        {
            lock (run) run.IsUnhealthy(service);
            var cause = e is ServiceFailure failure ? ServiceCauses.Of(failure) : "the address is not that of the service";
            return $"{service} does not work: {e.Message}. Likely cause: {cause}. Next: look at its log";
        }
    }

    // To say that nobody has this address and password, it must have looked.
    private static async Task<string> AuthAsync(SmokeRun run, AuthClient auth)
    {
        try
        {
            await auth.LogInAsync(run.Names.Email("nobody"), "not the password of anybody", run.Token);
        }
        catch (ServiceFailure e) when (e.Code is "invalid_credentials" or "invalid_grant")
        {
            return "POST /auth/v1/token with a false password: invalid_credentials, from its database";
        }

        throw new InvalidOperationException("auth let somebody in who does not exist");
    }
}
