using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>Gives objects out: what is in a public bucket to everybody, all else to those whom row level security shows the row.</summary>
internal sealed class DownloadCalls(StorageDesk desk, ObjectFiles files)
{
    /// <summary>The bytes, or only their headers for HEAD.</summary>
    public async Task GetAsync(HttpContext context)
    {
        var (bucket, name) = Place(context);
        await SendAsync(context, await FindAsync(context, bucket, name, everybody: (bool?)(await desk.BucketAsync(context, bucket))["public"] ?? false));
    }

    /// <summary>The same for public buckets alone, with no key at all.</summary>
    public async Task GetPublicAsync(HttpContext context)
    {
        var (bucket, name) = Place(context);
        if ((bool?)(await desk.BucketAsync(context, bucket))["public"] is not true) throw StorageError.NoSuchBucket;
        await SendAsync(context, await FindAsync(context, bucket, name, everybody: true));
    }

    /// <summary>What is known of an object.</summary>
    public async Task InfoAsync(HttpContext context)
    {
        var (bucket, name) = Place(context);
        await InfoAsync(context, await FindAsync(context, bucket, name, everybody: false));
    }

    /// <summary>What is known of an object in a public bucket.</summary>
    public async Task PublicInfoAsync(HttpContext context)
    {
        var (bucket, name) = Place(context);
        if ((bool?)(await desk.BucketAsync(context, bucket))["public"] is not true) throw StorageError.NoSuchBucket;
        await InfoAsync(context, await FindAsync(context, bucket, name, everybody: true));
    }

    private static (string Bucket, string Name) Place(HttpContext context) =>
        (StorageDesk.Route(context, "bucket"), StorageRules.RequireKey(StorageDesk.Route(context, "name")));

    private async Task<JsonObject> FindAsync(HttpContext context, string bucket, string name, bool everybody) =>
        await (everybody
            ? desk.AsServiceAsync(context, t => StorageRows.ObjectAsync(t, bucket, name, context.RequestAborted))
            : desk.AsCallerAsync(context, t => StorageRows.ObjectAsync(t, bucket, name, context.RequestAborted))) ?? throw StorageError.NoSuchKey;

    private static Task InfoAsync(HttpContext context, JsonObject row)
    {
        var metadata = row["metadata"] as JsonObject ?? [];
        return Gateway.AnswerAsync(context, 200, new JsonObject
        {
            ["id"] = (string?)row["id"],
            ["name"] = (string?)row["name"],
            ["bucket_id"] = (string?)row["bucket_id"],
            ["version"] = (string?)row["version"],
            ["size"] = (long?)metadata["size"],
            ["content_type"] = (string?)metadata["mimetype"],
            ["cache_control"] = (string?)metadata["cacheControl"],
            ["etag"] = (string?)metadata["eTag"],
            ["metadata"] = (row["user_metadata"] as JsonObject)?.DeepClone() ?? new JsonObject(),
            ["last_modified"] = (string?)metadata["lastModified"],
            ["created_at"] = (string?)row["created_at"],
        });
    }

    private async Task SendAsync(HttpContext context, JsonObject row)
    {
        await using var file = files.Open(StorageRows.FileOf(row)) ?? throw StorageError.NoSuchKey;
        var (response, metadata) = (context.Response, row["metadata"] as JsonObject ?? []);
        response.ContentType = (string?)metadata["mimetype"] ?? "application/octet-stream";
        response.ContentLength = file.Length;
        response.Headers.ETag = (string?)metadata["eTag"];
        response.Headers.CacheControl = (string?)metadata["cacheControl"] ?? "no-cache";
        if (DateTimeOffset.TryParse((string?)metadata["lastModified"], CultureInfo.InvariantCulture, out var changed)) response.Headers.LastModified = changed.ToString("R", CultureInfo.InvariantCulture);
        if (context.Request.Query.TryGetValue("download", out var download))
            response.Headers.ContentDisposition = download.ToString() is { Length: > 0 } called ? $"attachment; filename*=UTF-8''{Uri.EscapeDataString(called)}" : "attachment";
        if (!HttpMethods.IsHead(context.Request.Method)) await file.CopyToAsync(response.Body, context.RequestAborted);
    }
}
