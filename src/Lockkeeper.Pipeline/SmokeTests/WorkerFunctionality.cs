namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Needs a running worker: the database cannot answer for it.</summary>
internal static class WorkerFunctionality
{
    public static Task<SmokeAnswer> RunAsync(SmokeScope scope) =>
        Task.FromResult(SmokeAnswer.Skipped("needs a running worker, which this version does not call"));
}
