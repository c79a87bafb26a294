using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Runs the six smoke tests of the initiative: directly before Migrate, to know what is broken already, and after it.</summary>
public sealed class SmokeTestsPhase(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    // After a signal nobody waits long; what is left then, the next run sweeps.
    private static readonly TimeSpan CleaningUp = TimeSpan.FromSeconds(10);

    private SmokeMemory _memory = SmokeMemory.None;

    /// <summary>Tables that had no rows, never held any, and were written to and emptied again by the run before Migrate.</summary>
    public IReadOnlyList<string> Written { get; private set; } = [];

    /// <summary>Runs all six on the target as it is, so that what fails afterwards can be told from what failed before. Failing tests stop nothing.</summary>
    /// <param name="target">The target and its services.</param>
    /// <param name="deployment">Its id, which everything that is made carries.</param>
    /// <param name="pending">What Migrate is going to apply.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="DeployFailure">A test that must be run cannot be: refused, nothing was touched.</exception>
    public async Task RunBeforeAsync(Target target, string deployment, IReadOnlyCollection<Migration> pending, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(target);
        await using var run = new SmokeRun(target.Database, target.Services, options, deployment, services.Time, token);
        var fresh = await FreshTables.ReadAsync(run, token);
        var results = await RunAsync(run, result =>
        {
            record(new SmokeTestEndedBefore(result));
            services.Progress.Report($"before Migrate: {Words(result)}");
        });
        if (run.Unrunnable.Count > 0)
        {
            var problems = results.Where(r => run.Unrunnable.Contains(r.Name)).Select(r => new Problem("smokeTests.required", $"{r.Name}: {r.Note}", ""));
            throw DeployFailure.Refused(FailureCode.Configuration, "Smoke tests that must be run cannot be:", [.. problems], "Set what is named, or leave the tests out of smokeTests.required.");
        }

        if (fresh.Count > 0) Written = [.. fresh.Except(await FreshTables.ReadAsync(run, token), StringComparer.Ordinal)];
        var buckets = results[0].Status is SmokeTestStatus.Passed ? await BucketRows.ReadAsync(run.Database, token) : [];
        _memory = new SmokeMemory(results, run.Tables, SmokeBuckets.After(buckets, pending));
    }

    /// <summary>Runs all six, also after one has failed, and leaves nothing of theirs behind.</summary>
    /// <param name="target">The target and its services.</param>
    /// <param name="identity">What the evidence is of.</param>
    /// <param name="deployment">Its id, which everything that is made carries.</param>
    /// <param name="migrated">Whether this deployment applied anything.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="DeployFailure">At least one failed: exit 7, the deployment stays in place unless its caller undoes it.</exception>
    public async Task<SmokeEvidence> RunAsync(Target target, TargetIdentity identity, string deployment, bool migrated, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(target);
        await using var run = new SmokeRun(target.Database, target.Services, options, deployment, services.Time, token) { Memory = _memory };
        var results = await RunAsync(run, result =>
        {
            record(new SmokeTestEnded(result));
            services.Progress.Report(Words(result));
        });
        return SmokeVerdict.Of(results, migrated) is { } failure ? throw failure : new SmokeEvidence(identity, results);
    }

    private static string Words(SmokeTestResult result) => $"{result.Status.ToString().ToLowerInvariant(),-7} {result.Name}: {result.Note}";

    private async Task<IReadOnlyList<SmokeTestResult>> RunAsync(SmokeRun run, Action<SmokeTestResult> ended)
    {
        var results = new List<SmokeTestResult>();
        var isClean = false;
        try
        {
            await SweepAsync(run, "what an earlier run left", run.Token);
            foreach (var test in SmokeTest.InOrder)
            {
                results.Add(SmokeVerdict.Told(await test.RunAsync(run)));
                run.End(results[^1]);
                // The last one tells what became of everything that the tests made.
                if (results.Count < SmokeTest.InOrder.Count) ended(results[^1]);
            }

            await SweepAsync(run, "everything that the tests made", run.Token);
            isClean = true;
            results[^1] = results[^1] with { Evidence = [.. results[^1].Evidence, .. run.TakeEvidence()] };
            ended(results[^1]);
            return results;
        }
        finally
        {
            if (!isClean) await CleanUpAsync(run);
        }
    }

    private static async Task CleanUpAsync(SmokeRun run)
    {
        using var soon = new CancellationTokenSource(CleaningUp);
        await new Sweep(run, soon.Token).RunAsync();
    }

    private async Task SweepAsync(SmokeRun run, string what, CancellationToken token)
    {
        var (swept, left) = await new Sweep(run, token).RunAsync();
        token.ThrowIfCancellationRequested();
        if (swept.Count > 0) run.Saw($"removed {what}: {string.Join(", ", swept)}");
        if (left.Count == 0) return;
        run.Saw($"could not remove {string.Join(", ", left)}; the next run tries again");
        services.Progress.Report($"smoke tests could not remove {string.Join(", ", left)}; the next run tries again");
    }
}
