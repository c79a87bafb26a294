using Lockkeeper.Migrations;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Buckets that a deployment means to remove, so that nobody misses them afterwards.</summary>
internal static class SmokeBuckets
{
    private const string Kind = "bucket ";

    public static IReadOnlyCollection<string> RemovedBy(IEnumerable<Migration> pending) =>
    [
        .. pending.SelectMany(m => m.Header.Removes).Select(d => d.Object).Where(o => o.StartsWith(Kind, StringComparison.Ordinal))
            .Select(o => o[Kind.Length..].Trim().Trim('"')),
    ];
}
