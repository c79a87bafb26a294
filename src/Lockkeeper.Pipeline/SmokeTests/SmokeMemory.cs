using Lockkeeper.Evidence;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>What the run before Migrate leaves to the one after it.</summary>
/// <param name="Results">How each test ended.</param>
/// <param name="Tables">The tables that roles of the API may read, as schema.table.</param>
/// <param name="Buckets">The buckets of the database, as the pending migrations should leave them.</param>
internal sealed record SmokeMemory(IReadOnlyList<SmokeTestResult> Results, IReadOnlyList<string> Tables, IReadOnlyList<ExpectedBucket> Buckets)
{
    public static SmokeMemory None { get; } = new([], [], []);

    /// <summary>How the test ended then; null where it was not run.</summary>
    public SmokeTestStatus? Of(string test) => Results.FirstOrDefault(r => string.Equals(r.Name, test, StringComparison.Ordinal))?.Status;
}
