using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Supabase.Services;
using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>One of the six: its name, and what it does. The sentence that it returns says what was proven.</summary>
internal sealed record SmokeTest(string Name, Func<SmokeRun, Task<string>> Body)
{
    /// <summary>All of them in the order in which they run: storage before documents, which need it.</summary>
    public static IReadOnlyList<SmokeTest> InOrder { get; } =
    [
        new(SmokeTestNames.DatabaseConnectivity, DatabaseConnectivity.RunAsync),
        new(SmokeTestNames.ApiHealth, ApiHealth.RunAsync),
        new(SmokeTestNames.AuthenticationFlow, AuthenticationFlow.RunAsync),
        new(SmokeTestNames.StorageAccess, StorageAccess.RunAsync),
        new(SmokeTestNames.DocumentUpload, DocumentUpload.RunAsync),
        new(SmokeTestNames.WorkerFunctionality, WorkerFunctionality.RunAsync),
    ];

    /// <summary>Runs it; whatever goes wrong is this test's failure and nobody else's.</summary>
    public async Task<SmokeTestResult> RunAsync(SmokeRun run)
    {
        var began = run.Time.GetTimestamp();
        var (status, note) = await EndAsync(run);
        return new SmokeTestResult(Name, status, run.Time.GetElapsedTime(began).TotalSeconds, run.Clean(note))
        {
            Evidence = [.. run.TakeEvidence().Select(run.Clean)],
            Before = run.Memory.Of(Name),
        };
    }

    private async Task<(SmokeTestStatus Status, string Note)> EndAsync(SmokeRun run)
    {
        try
        {
            if (Name is not SmokeTestNames.DatabaseConnectivity) run.RequirePassed(SmokeTestNames.DatabaseConnectivity);
            return (SmokeTestStatus.Passed, await Body(run));
        }
        catch (SmokeStop stop)
        {
            if (!IsRequiredOf(run, stop)) return (stop.Status, stop.Message);
            run.Unrunnable.Add(Name);
            return (SmokeTestStatus.Failed, $"smokeTests.required asks for it, and it cannot be run: {stop.Message}");
        }
        catch (Exception e) when (FindingOf(e) is { } finding)
        {
            return (SmokeTestStatus.Failed, finding.ToString());
        }
    }

    // Null: it is no failure of what is tested.
    private static SmokeFinding? FindingOf(Exception e) => e switch
    {
        ServiceFailure failure => new(e.Message, ServiceCauses.Of(failure), "look at the service's own log for that moment"),
        DeployFailure or NpgsqlException => DatabaseCauses.Of(e),
        InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException => new(
            $"an answer was not what its protocol says: {e.GetType().Name}: {e.Message}",
            "something else answers at that address, or the service in a version that is not known here",
            "compare the address in the configuration, then the service's version"),
        _ => null,
    };

    private bool IsRequiredOf(SmokeRun run, SmokeStop stop) =>
        stop is { Status: SmokeTestStatus.Skipped, IsForAnother: false } && run.Options.SmokeTests.Required.Contains(Name, StringComparer.Ordinal);
}
