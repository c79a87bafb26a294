using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>Removes objects: first the row, as the caller, and only then its file.</summary>
internal sealed class RemovalCalls(StorageDesk desk, ObjectFiles files)
{
    private const string DeleteSql = "with gone as (delete from storage.objects where bucket_id = $1 and name = any ($2) returning *) select to_jsonb(gone)::text from gone";

    public async Task OneAsync(HttpContext context)
    {
        var (bucket, name, token) = (StorageDesk.Route(context, "bucket"), StorageRules.RequireKey(StorageDesk.Route(context, "name")), context.RequestAborted);
        await desk.BucketAsync(context, bucket);
        _ = await desk.AsCallerAsync(context, t => StorageRows.ObjectAsync(t, bucket, name, token)) ?? throw StorageError.NoSuchKey;
        if ((await DeleteAsync(context, bucket, [name])).Count == 0) throw StorageError.AccessDenied("Access denied");
        await Gateway.AnswerAsync(context, 200, new JsonObject { ["message"] = "Successfully deleted" });
    }

    /// <summary>Several at once; what is not there or hidden is left out of the answer.</summary>
    public async Task ManyAsync(HttpContext context)
    {
        var bucket = StorageDesk.Route(context, "bucket");
        if ((await StorageDesk.BodyAsync(context))["prefixes"] is not JsonArray { Count: > 0 } names) throw StorageError.InvalidRequest("body must have required property 'prefixes'");
        var gone = await DeleteAsync(context, bucket, [.. names.OfType<JsonValue>().Select(n => n.ToString())]);
        await Gateway.AnswerAsync(context, 200, new JsonArray([.. gone]));
    }

    private async Task<List<JsonObject>> DeleteAsync(HttpContext context, string bucket, string[] names)
    {
        var gone = await desk.AsCallerAsync(context, async t =>
        {
            await StorageRows.AllowDeletesAsync(t, context.RequestAborted);
            return await StorageRows.AllAsync(t, DeleteSql, [bucket, names], context.RequestAborted);
        });
        foreach (var row in gone) files.Delete(StorageRows.FileOf(row));
        return gone;
    }
}
