using Lockkeeper.Evidence;
using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Smoke tests that must be run and cannot be, for want of a key: told before anything is started.</summary>
internal static class SmokeRequirements
{
    public static IEnumerable<Problem> Missing(DeployOptions options, SettingTable table)
    {
        // Where Lockkeeper starts the services itself, they need no keys.
        if (options.IsLocal || TargetFacts.WorksOnCopy(options.Target) || !options.Reaches(Phase.SmokeTests)) return [];
        var where = (table["environment.smokeTests.required"] ?? table["smokeTests.required"])?.Where ?? "smokeTests.required";
        return options.SmokeTests.Required.SelectMany(test => NeedsOf(test, options).Select(key =>
            new Problem(where, $"asks for {test}, which needs environments.{options.Environment}.{key.Path}.", $"Set it: export {Variable(options, key.Suffix)}=…")));
    }

    /// <summary>The keys that this test lacks.</summary>
    private static IEnumerable<(string Path, string Suffix)> NeedsOf(string test, DeployOptions options)
    {
        if (test is SmokeTestNames.DatabaseConnectivity || (test is SmokeTestNames.WorkerFunctionality && options.Api.Worker is not null)) yield break;
        if (options.Supabase.Url is null) yield return ("supabase.url", "SUPABASE_URL");
        if (options.Supabase.PublishableKey is null) yield return ("supabase.publishableKey", "PUBLISHABLE_KEY");
        if (options.Supabase.SecretKey is null && test is SmokeTestNames.DocumentUpload or SmokeTestNames.WorkerFunctionality or SmokeTestNames.StorageAccess)
            yield return ("supabase.secretKey", "SECRET_KEY");
    }

    private static string Variable(DeployOptions options, string suffix) => new EnvironmentInUse(options.Environment, Offline: false).Variable(suffix);
}
