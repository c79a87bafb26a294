namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Bucket rows, row security and policies of storage; uploading and downloading need HTTP.</summary>
internal static class StorageAccess
{
    private const string Objects = """
        select (select count(*) from storage.buckets) as buckets,
               (select relrowsecurity from pg_catalog.pg_class where oid = 'storage.objects'::regclass) as secured,
               (select count(*) from pg_catalog.pg_policy where polrelid = 'storage.objects'::regclass) as policies
        """;

    public static async Task<SmokeAnswer> RunAsync(SmokeScope scope)
    {
        if (!await scope.HasTableAsync("storage.objects") || !await scope.HasTableAsync("storage.buckets"))
            return SmokeAnswer.Skipped("the target has no storage schema");
        var (buckets, secured, policies) = await ReadAsync(scope);
        if (!secured) return SmokeAnswer.Failed("row security of storage.objects is off: everybody sees every file");
        if (buckets == 0) return SmokeAnswer.Skipped("the project has no buckets");
        if (policies == 0) return SmokeAnswer.Failed($"storage.objects has no policy: nobody can use the {buckets} buckets");
        if (!await scope.CanBecomeAsync("anon")) return SmokeAnswer.Skipped("the deploying role cannot act as anon");

        await scope.ActAsAsync("anon");
        var seen = await scope.CountUnlessRefusedAsync(
            "select count(*) from storage.objects o join storage.buckets b on b.id = o.bucket_id where not b.public");
        return seen is > 0
            ? SmokeAnswer.Failed($"anon sees {seen} objects of private buckets: check the policies on storage.objects")
            : SmokeAnswer.Passed($"{buckets} buckets, {policies} policies, private objects hidden from anon; upload and download need HTTP and were not run");
    }

    private static async Task<(long Buckets, bool Secured, long Policies)> ReadAsync(SmokeScope scope)
    {
        await using var command = new Npgsql.NpgsqlCommand(Objects, scope.Connection);
        await using var reader = await command.ExecuteReaderAsync(scope.Token);
        await reader.ReadAsync(scope.Token);
        return (reader.GetInt64(0), reader.GetBoolean(1), reader.GetInt64(2));
    }
}
