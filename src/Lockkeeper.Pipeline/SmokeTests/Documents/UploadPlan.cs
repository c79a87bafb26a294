using Lockkeeper.Pipeline.SmokeTests.Rows;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests.Documents;

/// <summary>A document that is there.</summary>
/// <param name="Table">The table of its row.</param>
/// <param name="Row">The row as it was stored.</param>
/// <param name="Subject">What it is about.</param>
internal sealed record UploadedDocument(TableShape Table, System.Text.Json.Nodes.JsonNode Row, RowSubject Subject);

/// <summary>Where a document goes: as configured, else as the database looks.</summary>
/// <param name="Table">The table of the row.</param>
/// <param name="Owner">Its column that says whose it is.</param>
/// <param name="Bucket">The bucket of the file.</param>
/// <param name="File">A file that the bucket takes.</param>
internal sealed record UploadPlan(TableShape Table, ColumnShape Owner, StorageBucket Bucket, SampleFile File)
{
    private const string FirstTable = """
        select n.nspname || '.' || c.relname
        from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'documents' and c.relkind in ('r', 'p') and not c.relispartition
          and exists (select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname in ('user_id', 'owner_id', 'owner', 'created_by'))
        order by c.relname <> 'documents', c.relname limit 1
        """;

    /// <summary>The table of documents; null where there is none.</summary>
    public static async Task<TableShape?> TableAsync(SmokeRun run, CancellationToken token)
    {
        var name = run.Options.SmokeTests.Upload.Table ?? await run.Database.ScalarAsync<string>(FirstTable, token);
        return name is null ? null : await TableShape.ReadAsync(run.Database, name, token);
    }

    /// <exception cref="SmokeStop">Something has to be configured; it names the key.</exception>
    public static async Task<UploadPlan> FindAsync(SmokeRun run)
    {
        var options = run.Options.SmokeTests.Upload;
        var table = await TableAsync(run, run.Token)
            ?? throw SmokeStop.Skipped(options.Table is null ? "found no table of documents: set smokeTests.upload.table" : $"smokeTests.upload.table: there is no table {options.Table}");
        var owner = table.Owner ?? throw SmokeStop.Skipped($"{table.Qualified} has no column that says whose a row is: set smokeTests.upload.table to one that has");
        var buckets = await run.Supabase!.StorageAsService!.BucketsAsync(accessToken: null, run.Token);
        var wanted = options.Bucket ?? (buckets.Any(b => b.Id is "documents") || buckets.Count != 1 ? "documents" : buckets[0].Id);
        var bucket = buckets.FirstOrDefault(b => string.Equals(b.Id, wanted, StringComparison.Ordinal))
            ?? throw SmokeStop.Skipped($"found no bucket {wanted}: set smokeTests.upload.bucket");
        var file = SampleFile.For(bucket.MimeTypes, $"{SmokeNames.Prefix}{run.Names.Id}")
            ?? throw SmokeStop.Skipped($"bucket {bucket.Id} takes only {string.Join(", ", bucket.MimeTypes ?? [])}, of which there is no sample: set smokeTests.upload.bucket to another one");
        return new UploadPlan(table, owner, bucket, file);
    }

    /// <summary>The document of this user.</summary>
    public RowSubject SubjectFor(SmokeRun run, string userId)
    {
        var path = run.Options.SmokeTests.Upload.Path.Replace("{user}", userId, StringComparison.Ordinal)
            .Replace("{file}", run.Names.FileName(File.Extension), StringComparison.Ordinal);
        return new RowSubject($"{SmokeNames.Prefix}{run.Names.Id}", userId, Bucket.Id, path, File, run.Time.GetUtcNow());
    }
}
