using Lockkeeper.Migrations;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>A bucket that storage should have.</summary>
/// <param name="Id">Which is its name, too.</param>
/// <param name="IsPublic">Whether everybody may read what is in it; null: either will do.</param>
internal sealed record ExpectedBucket(string Id, bool? IsPublic)
{
    private const string Public = "=public";
    private const string Private = "=private";

    /// <summary>What stands in smokeTests.buckets: an id, and what everybody may do with it where that is to be held, too.</summary>
    public static ExpectedBucket Of(string configured) =>
        configured.EndsWith(Public, StringComparison.Ordinal) ? new(configured[..^Public.Length], IsPublic: true)
        : configured.EndsWith(Private, StringComparison.Ordinal) ? new(configured[..^Private.Length], IsPublic: false)
        : new(configured, IsPublic: null);
}

/// <summary>What is to be expected of the buckets after a deployment.</summary>
internal static class SmokeBuckets
{
    /// <summary>Those of before, but for what the pending migrations declare to remove or to change, so that nobody misses it afterwards.</summary>
    public static IReadOnlyList<ExpectedBucket> After(IReadOnlyList<ExpectedBucket> before, IReadOnlyCollection<Migration> pending)
    {
        var removed = Named(pending.SelectMany(m => m.Header.Removes));
        var altered = Named(pending.SelectMany(m => m.Header.Alters));
        return [.. before.Where(b => !removed.Contains(b.Id)).Select(b => altered.Contains(b.Id) ? b with { IsPublic = null } : b)];
    }

    private static HashSet<string> Named(IEnumerable<Declaration> declared) =>
        declared.Select(d => NameOf(d.Object)).OfType<string>().ToHashSet(StringComparer.Ordinal);

    // Null: something else than a bucket.
    private static string? NameOf(string declared)
    {
        foreach (var kind in (string[])["bucket ", "storage bucket "])
            if (declared.StartsWith(kind, StringComparison.OrdinalIgnoreCase)) return declared[kind.Length..].Trim().Trim('"');
        return null;
    }
}
