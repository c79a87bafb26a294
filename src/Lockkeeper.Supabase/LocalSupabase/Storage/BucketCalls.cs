using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>Buckets. storage.buckets has no policies as a rule: then nobody but service_role sees or makes one.</summary>
internal sealed class BucketCalls(StorageDesk desk)
{
    public async Task ListAsync(HttpContext context)
    {
        var rows = await desk.AsCallerAsync(context, t => StorageRows.AllAsync(t, "select to_jsonb(b)::text from storage.buckets b order by b.name", [], context.RequestAborted));
        await Gateway.AnswerAsync(context, 200, new JsonArray([.. rows]));
    }

    public async Task GetAsync(HttpContext context)
    {
        var id = StorageDesk.Route(context, "bucket");
        var row = await desk.AsCallerAsync(context, t => StorageRows.BucketAsync(t, id, context.RequestAborted));
        await Gateway.AnswerAsync(context, 200, row ?? throw StorageError.NoSuchBucket);
    }

    public async Task CreateAsync(HttpContext context)
    {
        var body = await StorageDesk.BodyAsync(context);
        var name = StorageRules.RequireBucketName(Text(body["name"]));
        var caller = Gateway.CallerOf(context);
        var values = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["id"] = Text(body["id"]) is { Length: > 0 } id ? StorageRules.RequireBucketName(id) : name,
            ["name"] = name,
            ["owner"] = Guid.TryParse(caller.UserId, out _) ? caller.UserId : null,
            ["owner_id"] = caller.UserId,
            ["public"] = body["public"] is JsonValue value && value.TryGetValue<bool>(out var isPublic) && isPublic ? "true" : "false",
            ["file_size_limit"] = Text(body["file_size_limit"]) is { Length: > 0 } size ? $"{StorageRules.Size(size)}" : null,
            ["allowed_mime_types"] = body["allowed_mime_types"] is JsonArray types ? Array(types) : null,
        };
        await desk.AsCallerAsync<object?>(context, async t =>
        {
            await StorageRows.InsertAsync(t, "storage.buckets", values, upsert: false, context.RequestAborted);
            return null;
        }, StorageError.BucketAlreadyExists);
        await Gateway.AnswerAsync(context, 200, new JsonObject { ["name"] = values["id"] });
    }

    public async Task DeleteAsync(HttpContext context)
    {
        var (id, token) = (StorageDesk.Route(context, "bucket"), context.RequestAborted);
        _ = await desk.AsCallerAsync(context, t => StorageRows.BucketAsync(t, id, token)) ?? throw StorageError.NoSuchBucket;
        if (await desk.AsServiceAsync(context, t => StorageRows.OneAsync(t, "select to_jsonb(o)::text from storage.objects o where o.bucket_id = $1 limit 1", [id], token)) is not null)
            throw StorageError.ResourceNotEmpty;
        var gone = await desk.AsCallerAsync(context, async t =>
        {
            await StorageRows.AllowDeletesAsync(t, token);
            return await t.ExecuteAsync("delete from storage.buckets where id = $1", [id], token);
        });
        if (gone == 0) throw StorageError.AccessDenied("Access denied");
        await Gateway.AnswerAsync(context, 200, new JsonObject { ["message"] = "Successfully deleted" });
    }

    // A size comes as a number or as text.
    private static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;

    private static string Array(JsonArray types) =>
        $"{{{string.Join(',', types.Select(t => $"\"{Text(t)?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))}}}";
}
