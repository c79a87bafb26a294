using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Runs the six smoke tests of the initiative as far as the database alone can answer them.</summary>
public sealed class SmokeTestsPhase(PipelineServices services, Action<LedgerEvent> record)
{
    private static readonly IReadOnlyList<SmokeTest> All =
    [
        new("Database Connectivity", DatabaseConnectivity.RunAsync),
        new("API Health", ApiHealth.RunAsync),
        new("Authentication Flow", AuthenticationFlow.RunAsync),
        new("Document Upload", DocumentUpload.RunAsync),
        new("Worker Functionality", WorkerFunctionality.RunAsync),
        new("Storage Access", StorageAccess.RunAsync),
    ];

    /// <summary>Runs all six, also after one has failed; what they write is rolled back.</summary>
    /// <exception cref="DeployFailure">At least one failed: exit 7, the deployment stays in place.</exception>
    public async Task<SmokeEvidence> RunAsync(TargetDatabase target, TargetIdentity identity, string deployment, CancellationToken token)
    {
        var results = new List<SmokeTestResult>();
        foreach (var test in All)
        {
            results.Add(await test.RunAsync(target, deployment, services.Time, token));
            record(new SmokeTestEnded(results[^1]));
            services.Progress.Report($"{results[^1].Status.ToString().ToLowerInvariant(),-7} {test.Name}: {results[^1].Note}");
        }

        var failed = results.Where(r => r.Status == SmokeTestStatus.Failed).ToList();
        return failed.Count == 0 ? new SmokeEvidence(identity, results) : throw new DeployFailure(
            FailureCode.SmokeTestFailed,
            $"{failed.Count} of {results.Count} smoke tests failed: {string.Join("; ", failed.Select(f => $"{f.Name}: {f.Note}"))}")
        {
            FailedBy = FailureSource.Gate,
            State = FailureState.Applied,
            ExitCode = ExitCode.SmokeTestsFailed,
            Next = "The migrations are applied and stay: correct the cause with a new migration, or undo them with ./build.sh --target=Rollback, which keeps what was written since.",
        };
    }
}
