using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;

/// <summary>Bucket rows, row security and policies of storage.</summary>
internal static class StorageSecrecy
{
    private const string Objects = """
        select (select count(*) from storage.buckets) as buckets,
               (select coalesce(array_agg(id), '{}') from storage.buckets b where (to_jsonb(b) ->> 'public')::boolean is not true) as secret,
               (select relrowsecurity from pg_catalog.pg_class where oid = 'storage.objects'::regclass) as secured,
               (select count(*) from pg_catalog.pg_policy where polrelid = 'storage.objects'::regclass) as policies
        """;

    /// <summary>What the database alone can tell.</summary>
    /// <returns>What was proven; null where there is nothing to try.</returns>
    /// <exception cref="SmokeStop">Strangers see files, or nobody can use the buckets.</exception>
    public static async Task<string?> ProveAsync(SmokeScope scope)
    {
        if (!await scope.HasTableAsync("storage.objects") || !await scope.HasTableAsync("storage.buckets")) return null;
        var (buckets, secret, secured, policies) = await ReadAsync(scope);
        if (!secured) throw SmokeStop.Failed("everybody sees every file", "row level security of storage.objects is off", "put it on again: alter table storage.objects enable row level security, as its owner");
        if (buckets == 0) return null;
        if (policies == 0) throw SmokeStop.Failed($"nobody can use the {buckets} buckets", "storage.objects has no policy", "make its policies again by a migration");
        if (!await scope.CanBecomeAsync("anon")) return null;

        await scope.ActAsAsync("anon");
        var what = $"{buckets} buckets, {policies} policies";
        // Which buckets are private was asked before: anon sees none of them, and then no object of theirs would be found.
        return await scope.SeesAnyAsync("storage.objects where bucket_id = any ($1)", [secret]) switch
        {
            true => throw SmokeStop.Failed("anon sees objects of private buckets", "a policy on storage.objects lets everybody read", "look at the SELECT policies on storage.objects"),
            false => $"{what}, private objects hidden from anon",
            null => $"{what}; storage.objects could not be read through in time, so nothing is said of what anon sees",
        };
    }

    private static async Task<(long Buckets, string[] Secret, bool Secured, long Policies)> ReadAsync(SmokeScope scope)
    {
        await using var command = new NpgsqlCommand(Objects, scope.Connection);
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        await reader.ReadAsync(scope.Token);
        return (reader.GetInt64(0), reader.GetFieldValue<string[]>(1), reader.GetBoolean(2), reader.GetInt64(3));
    }
}
