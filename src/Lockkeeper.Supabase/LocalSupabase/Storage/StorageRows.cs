using System.Text.Json.Nodes;
using Lockkeeper.Supabase.LocalSupabase.Data;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>
/// storage.buckets and storage.objects. Rows are read as JSON and written with the columns that are there: old projects lack some, and which
/// ones a migration may change at any time.
/// </summary>
internal static class StorageRows
{
    private const string ColumnsSql = """
        select array(select a.attname::text from pg_catalog.pg_attribute a
                     where a.attrelid = $1::text::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')
        """;

    /// <summary>The first row, as JSON; null where there is none, or the caller may not see it.</summary>
    public static async Task<JsonObject?> OneAsync(LocalTransaction transaction, string sql, IReadOnlyList<object?> parameters, CancellationToken token) =>
        (await AllAsync(transaction, sql, parameters, token)).FirstOrDefault();

    /// <summary>All rows of a query whose first column is JSON.</summary>
    public static async Task<List<JsonObject>> AllAsync(LocalTransaction transaction, string sql, IReadOnlyList<object?> parameters, CancellationToken token)
    {
        await using var command = transaction.Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(token);
        var rows = new List<JsonObject>();
        while (await reader.ReadAsync(token)) rows.Add(JsonNode.Parse(reader.GetString(0))!.AsObject());
        return rows;
    }

    public static Task<JsonObject?> BucketAsync(LocalTransaction transaction, string id, CancellationToken token) =>
        OneAsync(transaction, "select to_jsonb(b)::text from storage.buckets b where b.id = $1", [id], token);

    public static Task<JsonObject?> ObjectAsync(LocalTransaction transaction, string bucket, string name, CancellationToken token) =>
        OneAsync(transaction, "select to_jsonb(o)::text from storage.objects o where o.bucket_id = $1 and o.name = $2", [bucket, name], token);

    /// <summary>Inserts a row of those columns that the table has.</summary>
    /// <param name="transaction">Who inserts.</param>
    /// <param name="table">storage.buckets or storage.objects.</param>
    /// <param name="values">Texts as PostgreSQL reads them, by column.</param>
    /// <param name="upsert">Whether a row of the same bucket and name gives way.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="PostgresException">Row level security, a constraint or a trigger objects.</exception>
    public static async Task InsertAsync(LocalTransaction transaction, string table, IReadOnlyDictionary<string, string?> values, bool upsert, CancellationToken token)
    {
        var there = await ColumnsAsync(transaction, table, token);
        var columns = values.Keys.Where(there.Contains).ToList();
        var sql = $"insert into {table} ({string.Join(", ", columns)}) values ({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))})";
        if (upsert) sql += $" on conflict (bucket_id, name) do update set {string.Join(", ", columns.Where(c => c is not ("id" or "bucket_id" or "name")).Select(c => $"{c} = excluded.{c}"))}";
        // Without RETURNING: who may upload need not be one who may look.
        await transaction.ExecuteAsync(sql, [.. columns.Select(c => values[c] is { } text ? new Untyped(text) : null)], token);
    }

    /// <summary>Tells the tables' triggers that the service itself deletes.</summary>
    public static Task AllowDeletesAsync(LocalTransaction transaction, CancellationToken token) =>
        transaction.ExecuteAsync("select set_config('storage.allow_delete_query', 'true', true)", [], token);

    /// <summary>What the file of an object is called; null where it has none of ours.</summary>
    public static Guid? FileOf(JsonObject row) => Guid.TryParse((string?)row["version"] ?? (string?)row["id"], out var id) ? id : null;

    private static async Task<HashSet<string>> ColumnsAsync(LocalTransaction transaction, string table, CancellationToken token)
    {
        await using var command = transaction.Command(ColumnsSql, table);
        return ((string[])(await command.ExecuteScalarAsync(token))!).ToHashSet(StringComparer.Ordinal);
    }
}
