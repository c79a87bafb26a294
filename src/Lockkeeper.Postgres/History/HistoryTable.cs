using Lockkeeper.Migrations;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Postgres.History;

/// <summary>supabase_migrations.schema_migrations, read and written exactly as the Supabase CLI does (docs/adr/0003).</summary>
public static class HistoryTable
{
    /// <summary>Makes schema and table where they are missing, as the CLI does. Runs inside the caller's transaction.</summary>
    public const string CreateSql = """
        create schema if not exists supabase_migrations;
        create table if not exists supabase_migrations.schema_migrations (version text not null primary key);
        alter table supabase_migrations.schema_migrations add column if not exists statements text[];
        alter table supabase_migrations.schema_migrations add column if not exists name text;
        """;

    /// <summary>Whether the table is there with all its columns.</summary>
    public static async Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken token) =>
        await ColumnsAsync(connection, token) is { Length: 3 };

    /// <summary>All rows by version, in the text order that decides what comes first; none where the table is missing.</summary>
    public static async Task<IReadOnlyList<HistoryRow>> ReadAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (RowsSql(await ColumnsAsync(connection, token)) is not { } sql) return [];
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        return await RowsAsync(reader, token);
    }

    /// <summary>The command that records a migration as applied.</summary>
    public static NpgsqlBatchCommand Insert(Migration migration)
    {
        // As bytes: the texts of a large file would take three times as much.
        var statements = new NpgsqlParameter
        {
            Value = migration.Statements.Select(s => s.Utf8).ToArray(),
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        };
        return new("insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)")
        {
            Parameters = { Text(migration.Version), Text(migration.Name), statements },
        };
    }

    internal const string ColumnsSql = """
        select coalesce(array_agg(attname::text), '{}') from pg_catalog.pg_attribute
        where attrelid = to_regclass('supabase_migrations.schema_migrations') and attname in ('version', 'statements', 'name') and not attisdropped
        """;

    /// <summary>What reads the rows of a table with these columns; null where it has none.</summary>
    internal static string? RowsSql(string[] columns)
    {
        if (!columns.Contains("version", StringComparer.Ordinal)) return null;
        // Very old CLIs made the table with versions only; what it holds is applied all the same.
        var name = columns.Contains("name", StringComparer.Ordinal) ? "name" : "null::text";
        var statements = columns.Contains("statements", StringComparer.Ordinal) ? "statements" : "null::text[]";
        return $"select version, {name}, {statements} from supabase_migrations.schema_migrations order by version collate \"C\"";
    }

    internal static async Task<IReadOnlyList<HistoryRow>> RowsAsync(NpgsqlDataReader reader, CancellationToken token)
    {
        var rows = new List<HistoryRow>();
        while (await reader.ReadAsync(token))
        {
            rows.Add(new HistoryRow(
                reader.GetString(0),
                await reader.IsDBNullAsync(1, token) ? null : reader.GetString(1),
                await reader.IsDBNullAsync(2, token) ? null : await reader.GetFieldValueAsync<string[]>(2, token)));
        }

        return rows;
    }

    internal static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    internal static NpgsqlParameter Texts(IReadOnlyList<string>? values) =>
        new() { Value = (object?)values?.ToArray() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static async Task<string[]> ColumnsAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(ColumnsSql, connection);
        return (string[])(await command.ExecuteScalarAsync(token))!;
    }
}
