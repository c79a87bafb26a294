using Lockkeeper.Pipeline.SmokeTests.Health;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Every configured address, and auth, REST and storage by calls that reach their database: their own health pages say 200 without it.</summary>
internal static class ApiHealth
{
    public static async Task<string> RunAsync(SmokeRun run)
    {
        var (addresses, failures, undecided) = (run.Services.Api.Health, new List<SmokeFinding>(), (string?)null);
        if (addresses.Count > 0) failures.AddRange(await HealthAddresses.FailuresAsync(run, addresses));
        if (run.Supabase is not null)
        {
            var health = await ProjectHealth.OfAsync(run);
            undecided = health.Undecided;
            failures.AddRange(health.Failures);
            if (run.IsHealthy("rest")) failures.AddRange(await SchemaCache.FailuresAsync(run));
        }

        if (failures.Count > 0) throw SmokeStop.Failed(failures);
        var said = addresses.Count == 0 ? null : $"{addresses.Count} health addresses answer";
        if (undecided is not null) run.RequireSupabase(withSecret: true, $"REST and storage answer with their database{(said is null ? "" : $", {said}")}; auth cannot be asked for its, because {undecided}");
        if (run.Supabase is not null) return $"auth, REST and storage answer with their database{(said is null ? "" : $", and {said}")}";
        if (said is null || await run.Database.HasAsync("auth.users", run.Token)) run.RequireSupabase(withSecret: false, said);
        return said!;
    }
}
