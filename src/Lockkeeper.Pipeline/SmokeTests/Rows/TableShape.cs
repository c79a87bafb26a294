using Npgsql;

namespace Lockkeeper.Pipeline.SmokeTests.Rows;

/// <summary>A column, and what may be written to it.</summary>
/// <param name="Name">Without quotes.</param>
/// <param name="Type">Name of the type, of a domain its base type's.</param>
/// <param name="Category">The type's category, one letter of pg_type.</param>
/// <param name="MustBeFilled">Not null, and nothing fills it by itself.</param>
/// <param name="IsKey">Part of the primary key.</param>
/// <param name="References">The table that it refers to, as schema.table; else null.</param>
/// <param name="ReferencedColumn">Its column there.</param>
/// <param name="Labels">The words of an enum, in order.</param>
/// <param name="MaxLength">In characters; null: any.</param>
internal sealed record ColumnShape(
    string Name, string Type, string Category, bool MustBeFilled, bool IsKey, string? References, string? ReferencedColumn, IReadOnlyList<string> Labels, int? MaxLength)
{
    private static readonly string[] OwnerNames = ["user_id", "owner_id", "owner", "created_by"];

    /// <summary>Whether it says whose row it is.</summary>
    public bool IsOwner => References is "auth.users" || (References is null && Type is "uuid" or "text" && OwnerNames.Contains(Name, StringComparer.Ordinal));
}

/// <summary>A table as the catalog describes it.</summary>
internal sealed record TableShape(string Schema, string Name, IReadOnlyList<ColumnShape> Columns)
{
    private const string Sql = """
        select a.attname::text, b.typname::text, b.typcategory::text, a.attnotnull and not a.atthasdef and a.attidentity = '' and a.attgenerated = '',
               coalesce(a.attnum = any (i.indkey), false), f.reference, f.column_name,
               coalesce((select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = b.oid), '{}'),
               case when b.typname in ('varchar', 'bpchar') and coalesce(nullif(t.typtypmod, -1), a.atttypmod) > 4 then coalesce(nullif(t.typtypmod, -1), a.atttypmod) - 4 end
        from pg_catalog.pg_attribute a
        join pg_catalog.pg_type t on t.oid = a.atttypid
        join pg_catalog.pg_type b on b.oid = case t.typtype when 'd' then t.typbasetype else t.oid end
        left join pg_catalog.pg_index i on i.indrelid = a.attrelid and i.indisprimary
        left join lateral (
            select n.nspname || '.' || r.relname as reference, k.attname::text as column_name
            from pg_catalog.pg_constraint c
            join pg_catalog.pg_class r on r.oid = c.confrelid
            join pg_catalog.pg_namespace n on n.oid = r.relnamespace
            join pg_catalog.pg_attribute k on k.attrelid = r.oid and k.attnum = c.confkey[1]
            where c.conrelid = a.attrelid and c.contype = 'f' and c.conkey = array[a.attnum]
            limit 1) f on true
        where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        order by a.attnum
        """;

    public string Qualified => $"{Schema}.{Name}";

    /// <summary>For SQL.</summary>
    public string Quoted => $"{Quote(Schema)}.{Quote(Name)}";

    public IReadOnlyList<ColumnShape> Key => [.. Columns.Where(c => c.IsKey)];

    /// <summary>The column that says whose row it is; one that refers to auth.users before others; null where there is none.</summary>
    public ColumnShape? Owner => Columns.FirstOrDefault(c => c.References is "auth.users") ?? Columns.FirstOrDefault(c => c.IsOwner);

    /// <summary>The column that refers to another table; null where there is none.</summary>
    public ColumnShape? ReferenceTo(TableShape other) => Columns.FirstOrDefault(c => string.Equals(c.References, other.Qualified, StringComparison.Ordinal));

    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Null where there is no such table.</summary>
    public static async Task<TableShape?> ReadAsync(SmokeDatabase database, string table, CancellationToken token)
    {
        if (table.Split('.') is not [var schema, var name]) return null;
        var columns = await database.RowsAsync(Sql, Column, token, $"{Quote(schema)}.{Quote(name)}");
        return columns.Count == 0 ? null : new TableShape(schema, name, columns);
    }

    private static ColumnShape Column(NpgsqlDataReader r) => new(
        r.GetString(0), r.GetString(1), r.GetString(2), r.GetBoolean(3), r.GetBoolean(4), r.IsDBNull(5) ? null : r.GetString(5), r.IsDBNull(6) ? null : r.GetString(6),
        r.GetFieldValue<string[]>(7), r.IsDBNull(8) ? null : r.GetInt32(8));
}
