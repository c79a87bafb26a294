using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>What is directly below a folder, as the caller sees it: folders first, which have no id, then objects.</summary>
internal sealed class ListCalls(StorageDesk desk)
{
    private const int UsualPage = 100;
    private const int LargestPage = 1000;

    private static readonly string[] Sortable = ["name", "created_at", "updated_at", "last_accessed_at"];

    public async Task ListAsync(HttpContext context)
    {
        var body = await StorageDesk.BodyAsync(context);
        var prefix = Text(body["prefix"]).TrimStart('/');
        if (prefix.Length > 0 && !prefix.EndsWith('/')) prefix += "/";
        var sort = body["sortBy"] as JsonObject;
        var column = Text(sort?["column"]) is { Length: > 0 } given && Sortable.Contains(given, StringComparer.Ordinal) ? given : "name";
        var order = string.Equals(Text(sort?["order"]), "desc", StringComparison.OrdinalIgnoreCase) ? "desc" : "asc";
        object?[] parameters = [StorageDesk.Route(context, "bucket"), prefix, Text(body["search"]), Number(body["limit"], UsualPage, LargestPage), Number(body["offset"], 0, int.MaxValue)];
        var rows = await desk.AsCallerAsync(context, t => StorageRows.AllAsync(t, Sql(column, order), parameters, context.RequestAborted));
        await Gateway.AnswerAsync(context, 200, new JsonArray([.. rows]));
    }

    // The sort is one of four known words each.
    private static string Sql(string column, string order) => $"""
        with below as (
          select split_part(substr(o.name, length($2) + 1), '/', 1) as entry, strpos(substr(o.name, length($2) + 1), '/') > 0 as folder, o.*
          from storage.objects o where o.bucket_id = $1 and starts_with(o.name, $2) and length(o.name) > length($2)
        ), entries as (
          select distinct entry as name, null::uuid as id, null::timestamptz as updated_at, null::timestamptz as created_at,
                 null::timestamptz as last_accessed_at, null::jsonb as metadata from below where folder
          union all
          select entry, id, updated_at, created_at, last_accessed_at, metadata from below where not folder
        )
        select to_jsonb(e)::text from entries e where starts_with(lower(e.name), lower($3))
        order by e.id is not null, e.{column} {order}, e.name {order} limit $4 offset $5
        """;

    private static string Text(JsonNode? node) => node is JsonValue value ? value.ToString() : "";

    private static int Number(JsonNode? node, int standard, int most) =>
        node is JsonValue value && value.TryGetValue<int>(out var given) ? Math.Clamp(given, 0, most) : standard;
}
