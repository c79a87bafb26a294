using Lockkeeper.Pipeline.SmokeTests.Users;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests.Health;

/// <summary>Auth and storage, each by a call that it cannot answer without its database; REST is asked for tables.</summary>
/// <param name="Failures">What does not work.</param>
/// <param name="Undecided">Why nothing can be said of auth; null where something can.</param>
internal sealed record ProjectHealth(IReadOnlyList<SmokeFinding> Failures, string? Undecided)
{
    // What only its database could have told it.
    private static readonly string[] FromDatabase = ["invalid_credentials", "invalid_grant", "user_not_found", "user_banned", "email_not_confirmed"];

    public static async Task<ProjectHealth> OfAsync(SmokeRun run)
    {
        var (services, undecided) = (run.Supabase!, (string?)null);
        var failures = await Task.WhenAll(
            FailureAsync(run, "auth", async () =>
            {
                (var seen, undecided) = await AuthAsync(run, services.Auth);
                return seen;
            }),
            FailureAsync(run, "storage", async () =>
            {
                var buckets = await (services.StorageAsService ?? services.Storage).BucketsAsync(accessToken: null, run.Token);
                return $"GET /storage/v1/bucket: {buckets.Count} buckets";
            }));
        return new([.. failures.OfType<SmokeFinding>()], undecided);
    }

    private static async Task<SmokeFinding?> FailureAsync(SmokeRun run, string service, Func<Task<string>> call)
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
            return new SmokeFinding($"{service} does not work: {e.Message}", cause, "look at its log");
        }
    }

    // To say that nobody has this address and password, it must have looked.
    private static async Task<(string Seen, string? Undecided)> AuthAsync(SmokeRun run, AuthClient auth)
    {
        const string Call = "POST /auth/v1/token with a false password";
        try
        {
            await auth.LogInAsync(run.Names.Email("nobody"), "not the password of anybody", run.Token);
        }
        catch (ServiceFailure e) when (FromDatabase.Contains(e.Code, StringComparer.Ordinal))
        {
            return ($"{Call}: {e.Code}, from its database", null);
        }
        catch (ServiceFailure e) when ((ClosedDoor.ReasonOf(e) ?? (e.Status is 429 ? "too many logins came from this address" : null)) is { } reason)
        {
            if (!auth.IsAdministrator) return ($"{Call}: {e.Code}", reason);
            await auth.ReachDatabaseAsync(run.Token);
            return ($"GET /auth/v1/admin/users: from its database, as {reason}", null);
        }

        throw new InvalidOperationException("auth let somebody in who does not exist");
    }
}
