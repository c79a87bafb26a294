namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>The buckets as the database has them.</summary>
internal static class BucketRows
{
    public static async Task<IReadOnlyList<string>> ReadAsync(SmokeDatabase database, CancellationToken token) =>
        await database.HasAsync("storage.buckets", token) ? await database.TextsAsync("select id from storage.buckets order by id", token) : [];
}
