using Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;
using Lockkeeper.Pipeline.SmokeTests.Documents;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>The buckets are there, and in one of them an object comes and goes: up, down with the same bytes, out of anon's reach, deleted.</summary>
internal static class StorageAccess
{
    public static async Task<string> RunAsync(SmokeRun run)
    {
        if (run.Supabase?.StorageAsService is null)
        {
            var seen = await run.Database.RolledBackAsync(run.Deployment, (scope, _) => StorageSecrecy.ProveAsync(scope), run.Token);
            run.RequireSupabase(withSecret: true, seen);
        }

        run.RequireHealthy("storage");
        var buckets = await BucketsAsync(run);
        var bucket = Chosen(run, buckets);
        var file = SampleFile.For(bucket.MimeTypes, $"{SmokeNames.Prefix}{run.Names.Id}")
            ?? throw SmokeStop.Skipped($"bucket {bucket.Id} takes only {string.Join(", ", bucket.MimeTypes ?? [])}, of which there is no sample");
        var @object = new StorageObject(bucket.Id, run.Names.FileName(file.Extension));
        await ComeAndGoAsync(run, bucket, @object, file);
        return $"buckets {string.Join(", ", buckets.Select(b => b.Id))}; upload, download of the same bytes, {(bucket.IsPublic ? "public reading" : "refusals for anon")} and deletion in {bucket.Id}";
    }

    private static async Task<IReadOnlyList<StorageBucket>> BucketsAsync(SmokeRun run)
    {
        var there = await run.Supabase!.StorageAsService!.BucketsAsync(accessToken: null, run.Token);
        run.Saw($"GET /storage/v1/bucket: {(there.Count == 0 ? "none" : string.Join(", ", there.Select(b => $"{b.Id}{(b.IsPublic ? " (public)" : "")}")))}");
        var expected = await ExpectedAsync(run);
        var missing = expected.Select(b => b.Id).Except(there.Select(b => b.Id), StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            throw SmokeStop.Failed(
                $"storage has no bucket {string.Join(", ", missing)}", run.Options.SmokeTests.Buckets is null ? "it was removed, or storage's database is another one" : "it was removed, or never made",
                "make it again by a migration, or correct smokeTests.buckets");
        }

        foreach (var bucket in there)
            if (expected.FirstOrDefault(b => string.Equals(b.Id, bucket.Id, StringComparison.Ordinal))?.IsPublic is { } should && should != bucket.IsPublic) throw Opened(bucket);
        return there.Count > 0 ? there : throw SmokeStop.Skipped("the project has no buckets: name those that it should have in smokeTests.buckets");
    }

    // What the configuration leaves open, the run before Migrate has seen.
    private static async Task<IReadOnlyList<ExpectedBucket>> ExpectedAsync(SmokeRun run)
    {
        var before = run.Memory.Buckets;
        if (run.Options.SmokeTests.Buckets is not { } configured) return before.Count > 0 ? before : await BucketRows.ReadAsync(run.Database, run.Token);
        return
        [
            .. configured.Select(ExpectedBucket.Of)
                .Select(b => b.IsPublic is null ? b with { IsPublic = before.FirstOrDefault(m => string.Equals(m.Id, b.Id, StringComparison.Ordinal))?.IsPublic } : b),
        ];
    }

    private static SmokeStop Opened(StorageBucket bucket)
    {
        var (now, should) = bucket.IsPublic ? ("public: everybody reads its files", "private") : ("private: nobody reads its files by their address alone", "public");
        return SmokeStop.Failed(
            $"bucket {bucket.Id} is {now}; it should be {should}", "a migration or a person changed public of storage.buckets",
            $"set it back by a migration; where it is meant, declare it (-- alters: bucket {bucket.Id}) or say so: smokeTests.buckets: [{bucket.Id}={(bucket.IsPublic ? "public" : "private")}]");
    }

    // The bucket of documents if it is there, else a private one: only there anon can be refused.
    private static StorageBucket Chosen(SmokeRun run, IReadOnlyList<StorageBucket> buckets)
    {
        var wanted = run.Options.SmokeTests.Upload.Bucket ?? "documents";
        return buckets.FirstOrDefault(b => string.Equals(b.Id, wanted, StringComparison.Ordinal)) ?? buckets.OrderBy(b => b.IsPublic).First();
    }

    private static async Task ComeAndGoAsync(SmokeRun run, StorageBucket bucket, StorageObject @object, SampleFile file)
    {
        var (service, anon) = (run.Supabase!.StorageAsService!, run.Supabase.Storage);
        await service.UploadAsync(@object, file.Bytes, file.ContentType, accessToken: null, run.Token);
        if (await service.DownloadAsync(@object, accessToken: null, run.Token) is not { } bytes || !bytes.AsSpan().SequenceEqual(file.Bytes))
            throw SmokeStop.Failed($"bucket {bucket.Id} does not give back the bytes that were uploaded", "storage's files and its database are not of one moment", "look at storage's log, and at where it keeps its files");
        run.Saw($"POST and GET /storage/v1/object/{bucket.Id}: {file.Bytes.Length} bytes, the same");

        await (bucket.IsPublic ? ShowsAnybodyAsync(run, anon, @object, file) : RefusesAnonAsync(run, anon, @object, file));
        if (!await service.RemoveAsync(@object, accessToken: null, run.Token) || await service.DownloadAsync(@object, accessToken: null, run.Token) is not null)
            throw SmokeStop.Failed($"an object of bucket {bucket.Id} cannot be deleted", "a trigger or a rule on storage.objects", "look at storage's log");
        run.Saw("DELETE: gone");
    }

    private static async Task ShowsAnybodyAsync(SmokeRun run, StorageClient anon, StorageObject @object, SampleFile file)
    {
        if (await anon.DownloadPublicAsync(@object, run.Token) is not { } bytes || !bytes.AsSpan().SequenceEqual(file.Bytes))
            throw SmokeStop.Failed($"what is in the public bucket {@object.Bucket} cannot be read by its address", "storage's database has the bucket as a private one, or a proxy keeps such addresses away", "look at storage's log");
        run.Saw("without a key: the same bytes");
    }

    private static async Task RefusesAnonAsync(SmokeRun run, StorageClient anon, StorageObject @object, SampleFile file)
    {
        byte[]? seen = null;
        var reading = await Refusal.OfAsync(async () => seen = await anon.DownloadAsync(@object, accessToken: null, run.Token));
        if (seen is not null)
            throw SmokeStop.Failed($"anon downloads from the private bucket {@object.Bucket}", "row level security of storage.objects is off, or a policy lets everybody read", "look at the SELECT policies on storage.objects");
        var intruder = @object with { Name = $"{SmokeNames.Prefix}anon-{@object.Name[SmokeNames.Prefix.Length..]}" };
        if (await Refusal.OfAsync(() => anon.UploadAsync(intruder, file.Bytes, file.ContentType, accessToken: null, run.Token)) is not { } writing)
            throw SmokeStop.Failed($"anon uploads to the private bucket {@object.Bucket}", "row level security of storage.objects is off, or a policy lets everybody write", "look at the INSERT policies on storage.objects");
        run.Saw($"as anon: download {reading?.Code ?? "finds nothing"}, upload refused ({writing.Error.StatusInBody ?? writing.Status})");
    }
}
