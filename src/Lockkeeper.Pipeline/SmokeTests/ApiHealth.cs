namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Needs the HTTP services: the database cannot answer for them.</summary>
internal static class ApiHealth
{
    public static Task<SmokeAnswer> RunAsync(SmokeScope scope) =>
        Task.FromResult(SmokeAnswer.Skipped("needs the project's HTTP services, which this version does not call"));
}
