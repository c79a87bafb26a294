using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;

/// <summary>Bucket rows, row security and policies of storage.</summary>
internal static class StorageSecrecy
{
    private const string Objects = """
        select (select count(*) from storage.buckets) as buckets,
               (select relrowsecurity from pg_catalog.pg_class where oid = 'storage.objects'::regclass) as secured,
               (select count(*) from pg_catalog.pg_policy where polrelid = 'storage.objects'::regclass) as policies
        """;

    /// <summary>What the database alone can tell.</summary>
    /// <returns>What was proven; null where there is nothing to try.</returns>
    /// <exception cref="SmokeStop">Strangers see files, or nobody can use the buckets.</exception>
    public static async Task<string?> ProveAsync(SmokeScope scope)
    {
        if (!await scope.HasTableAsync("storage.objects") || !await scope.HasTableAsync("storage.buckets")) return null;
        var (buckets, secured, policies) = await ReadAsync(scope);
        if (!secured) throw SmokeStop.Failed("row security of storage.objects is off: everybody sees every file");
        if (buckets == 0) return null;
        if (policies == 0) throw SmokeStop.Failed($"storage.objects has no policy: nobody can use the {buckets} buckets");
        if (!await scope.CanBecomeAsync("anon")) return null;

        await scope.ActAsAsync("anon");
        var seen = await scope.CountUnlessRefusedAsync(
            "select count(*) from storage.objects o join storage.buckets b on b.id = o.bucket_id where not b.public");
        return seen is > 0
            ? throw SmokeStop.Failed($"anon sees {seen} objects of private buckets: check the policies on storage.objects")
            : $"{buckets} buckets, {policies} policies, private objects hidden from anon";
    }

    private static async Task<(long Buckets, bool Secured, long Policies)> ReadAsync(SmokeScope scope)
    {
        await using var command = new NpgsqlCommand(Objects, scope.Connection);
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        await reader.ReadAsync(scope.Token);
        return (reader.GetInt64(0), reader.GetBoolean(1), reader.GetInt64(2));
    }
}
