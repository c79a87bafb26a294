using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>Takes objects. The row is written as the caller, so that policies decide; without it no file stays.</summary>
internal sealed class UploadCalls(StorageDesk desk, ObjectFiles files, TimeProvider time)
{
    /// <summary>A new object; with <c>x-upsert: true</c> it may replace one.</summary>
    public Task PostAsync(HttpContext context) =>
        UploadAsync(context, string.Equals(context.Request.Headers["x-upsert"].ToString(), "true", StringComparison.OrdinalIgnoreCase));

    /// <summary>Replaces an object, or makes it.</summary>
    public Task PutAsync(HttpContext context) => UploadAsync(context, upsert: true);

    private async Task UploadAsync(HttpContext context, bool upsert)
    {
        var bucket = StorageDesk.Route(context, "bucket");
        var name = StorageRules.RequireKey(StorageDesk.Route(context, "name"));
        // The bucket's own limit counts, and that is known only now.
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
        var incoming = await Incoming.ReadAsync(context, files, Rules(await desk.BucketAsync(context, bucket)));
        JsonObject? replaced;
        try
        {
            replaced = await desk.AsServiceAsync(context, t => StorageRows.ObjectAsync(t, bucket, name, context.RequestAborted));
            await desk.AsCallerAsync<object?>(context, async t =>
            {
                await StorageRows.InsertAsync(t, "storage.objects", Row(context, bucket, name, incoming), upsert, context.RequestAborted);
                return null;
            });
        }
        catch
        {
            files.Delete(incoming.File.Id);
            throw;
        }

        if (replaced is not null && StorageRows.FileOf(replaced) is { } old) files.Delete(old);
        await Gateway.AnswerAsync(context, 200, new JsonObject { ["Id"] = (string?)replaced?["id"] ?? incoming.File.Id.ToString(), ["Key"] = $"{bucket}/{name}" });
    }

    private Dictionary<string, string?> Row(HttpContext context, string bucket, string name, Incoming incoming)
    {
        var caller = Gateway.CallerOf(context);
        var metadata = new JsonObject
        {
            ["eTag"] = incoming.File.ETag,
            ["size"] = incoming.File.Size,
            ["mimetype"] = incoming.Type,
            ["cacheControl"] = incoming.CacheControl,
            ["lastModified"] = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"),
            ["contentLength"] = incoming.File.Size,
            ["httpStatusCode"] = 200,
        };
        return new(StringComparer.Ordinal)
        {
            ["id"] = incoming.File.Id.ToString(),
            ["bucket_id"] = bucket,
            ["name"] = name,
            ["owner"] = Guid.TryParse(caller.UserId, out _) ? caller.UserId : null,
            ["owner_id"] = caller.UserId,
            ["metadata"] = metadata.ToJsonString(),
            ["user_metadata"] = incoming.UserMetadata,
            ["version"] = incoming.File.Id.ToString(),
        };
    }

    private static BucketRules Rules(JsonObject bucket) => new(
        Math.Min((long?)bucket["file_size_limit"] ?? StorageRules.LargestObject, StorageRules.LargestObject),
        bucket["allowed_mime_types"] is JsonArray types ? [.. types.Select(t => (string)t!)] : []);
}
