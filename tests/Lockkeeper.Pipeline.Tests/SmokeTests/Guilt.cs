using Lockkeeper.Evidence;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>Holds a run to exactly one guilty test.</summary>
internal static class Guilt
{
    public static string[] AllBut(string name) => [.. SmokeTestNames.All.Where(n => !string.Equals(n, name, StringComparison.Ordinal))];

    /// <summary>Runs the six: this one fails and says why and what to do, these pass, and all others are left out because they build upon one that did not pass.</summary>
    /// <returns>The guilty one.</returns>
    public static async Task<SmokeTestResult> OfAsync(SmokeScene scene, string name, string[] passed)
    {
        var (results, failure) = await scene.RunAsync();

        results.ToDictionary(r => r.Name, Ended, StringComparer.Ordinal).Should().BeEquivalentTo(
            SmokeTestNames.All.ToDictionary(n => n, n => string.Equals(n, name, StringComparison.Ordinal) ? "failed" : passed.Contains(n, StringComparer.Ordinal) ? "passed" : "needs another", StringComparer.Ordinal),
            scene.All(results));
        failure!.Message.Should().StartWith($"1 of 6 smoke tests failed: {name}: ");
        var guilty = results.Single(r => r.Status is SmokeTestStatus.Failed);
        guilty.Note.Should().MatchRegex(@"Likely cause: \S.+ Next: \S.+");
        return guilty;
    }

    private static string Ended(SmokeTestResult result) => result switch
    {
        { Status: SmokeTestStatus.Passed } => "passed",
        { Status: SmokeTestStatus.Failed } => "failed",
        { Note: var note } when note.StartsWith("needs ", StringComparison.Ordinal) && (note.EndsWith(", which failed", StringComparison.Ordinal) || note.EndsWith(", which was skipped", StringComparison.Ordinal)) => "needs another",
        _ => $"skipped: {result.Note}",
    };
}
