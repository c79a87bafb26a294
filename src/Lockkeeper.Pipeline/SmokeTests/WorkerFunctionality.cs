using System.Text.Json.Nodes;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.SmokeTests.Health;
using Lockkeeper.Pipeline.SmokeTests.Jobs;
using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>The worker's address answers, and a job for the document that was just uploaded is taken up and done.</summary>
internal static class WorkerFunctionality
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static async Task<string> RunAsync(SmokeRun run)
    {
        var answers = run.Services.Api.Worker is { } address ? await AskAsync(run, address) : null;
        if (await JobQueue.FindAsync(run) is not { } queue)
            return answers ?? throw SmokeStop.Skipped($"found no table of jobs: set smokeTests.worker.table, or environments.{run.Options.Environment}.api.worker");
        if (run.Supabase?.StorageAsService is null && answers is not null) return $"{answers}; no job was queued, which needs the project's services";
        run.RequireSupabase(withSecret: true);
        run.RequirePassed(SmokeTestNames.AuthenticationFlow);
        // A document whose secrecy is broken is there all the same.
        if (run.Document is null) run.RequirePassed(SmokeTestNames.DocumentUpload);
        var document = run.Document ?? throw SmokeStop.Skipped("there is no document to work on");

        var job = await queue.AddAsync(run, document);
        run.Saw($"a job in {queue.Table.Qualified}: {job[queue.State]}");
        try
        {
            return $"{(answers is null ? "" : $"{answers}; ")}{await WatchAsync(run, queue, job)}";
        }
        finally
        {
            if (!run.Token.IsCancellationRequested) await TakeOutAsync(run, queue, job);
        }
    }

    // What the worker did is the test's result, whatever becomes of the job afterwards; the sweep tries again.
    private static async Task TakeOutAsync(SmokeRun run, JobQueue queue, JsonNode job)
    {
        try
        {
            await queue.RemoveAsync(run, job, run.Token);
        }
        catch (Exception e) when (e is SmokeStop or NpgsqlException or DeployFailure)
        {
            run.Saw($"the job could not be taken out of {queue.Table.Qualified}: {e.Message}");
        }
    }

    private static async Task<string> AskAsync(SmokeRun run, Uri address) =>
        await HealthAddresses.FailuresAsync(run, [address]) is [var failure] ? throw SmokeStop.Failed(failure) : "the worker's address answers";

    private static async Task<string> WatchAsync(SmokeRun run, JobQueue queue, JsonNode job)
    {
        var (began, first, last) = (run.Time.GetTimestamp(), StateOf(queue, job), StateOf(queue, job));
        while (true)
        {
            var now = await queue.ReadAsync(run, job);
            var (waited, state) = (run.Time.GetElapsedTime(began), now is null ? null : StateOf(queue, now));
            if (now is null || queue.Done.Contains(state, StringComparer.OrdinalIgnoreCase))
            {
                run.Saw($"after {waited.TotalSeconds:0.0} s: {state ?? "taken out of the queue"}");
                return $"a job in {queue.Table.Qualified} was taken up and done within {waited.TotalSeconds:0.0} s";
            }

            if (!string.Equals(state, last, StringComparison.Ordinal)) run.Saw($"after {waited.TotalSeconds:0.0} s: {last = state}");
            if (JobQueue.IsLost(state) || waited >= run.Options.SmokeTests.Deadline) throw Lost(queue, now, state, untouched: string.Equals(state, first, StringComparison.Ordinal), waited);
            await Task.Delay(Pause, run.Time, run.Token);
        }
    }

    private static SmokeStop Lost(JobQueue queue, JsonNode job, string? state, bool untouched, TimeSpan waited)
    {
        var error = (job["last_error"] ?? job["error"] ?? job["error_message"])?.ToString();
        return SmokeStop.Failed(
            $"a job in {queue.Table.Qualified} is {state} after {waited.TotalSeconds:0} s{(error is null ? "" : $": {error}")}",
            (untouched, error) switch
            {
                (_, not null) => "the worker took it up and failed",
                (true, _) => "no worker is running, it cannot take jobs from this table, or many jobs wait before this one",
                _ => "the worker took it up and has not come back",
            },
            "look whether the worker runs and at its log; smokeTests.deadline says how long is waited");
    }

    private static string? StateOf(JobQueue queue, JsonNode job) => job[queue.State]?.ToString();
}
