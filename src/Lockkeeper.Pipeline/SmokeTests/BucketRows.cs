using System.Text.Json.Nodes;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>The buckets as the database has them.</summary>
internal static class BucketRows
{
    private const string MayRead = """
        select case when to_regclass('storage.buckets') is null then false
               else has_schema_privilege('storage', 'usage') and has_table_privilege('storage.buckets', 'select') end
        """;

    /// <summary>None where there are none, or the role that deploys may not look.</summary>
    public static async Task<IReadOnlyList<ExpectedBucket>> ReadAsync(SmokeDatabase database, CancellationToken token)
    {
        if (!await database.ScalarAsync<bool>(MayRead, token)) return [];
        // As JSON: in old projects some of the columns are missing.
        var rows = await database.TextsAsync("select to_jsonb(b)::text from storage.buckets b order by id", token);
        return [.. rows.Select(r => JsonNode.Parse(r)!).Select(b => new ExpectedBucket((string)b["id"]!, (bool?)b["public"] ?? false))];
    }
}
