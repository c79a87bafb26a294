using Lockkeeper.Pipeline.SmokeTests.Health;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Every configured address, and auth, REST and storage by calls that reach their database: their own health pages say 200 without it.</summary>
internal static class ApiHealth
{
    public static async Task<string> RunAsync(SmokeRun run)
    {
        var (addresses, failures) = (run.Services.Api.Health, new List<string>());
        if (addresses.Count > 0) failures.AddRange(await HealthAddresses.FailuresAsync(run, addresses));
        if (run.Supabase is not null)
        {
            failures.AddRange(await ProjectHealth.FailuresAsync(run));
            if (run.IsHealthy("rest")) failures.AddRange(await SchemaCache.FailuresAsync(run));
        }

        if (failures.Count > 0) throw SmokeStop.Failed(string.Join("; ", failures));
        if (run.Supabase is not null) return $"auth, REST and storage answer with their database{(addresses.Count > 0 ? $", and {addresses.Count} health addresses with 200" : "")}";
        if (addresses.Count == 0 || await run.Database.HasAsync("auth.users", run.Token))
            run.RequireSupabase(withSecret: false, addresses.Count == 0 ? null : $"{addresses.Count} health addresses answer with 200");
        return $"{addresses.Count} health addresses answer with 200";
    }
}
