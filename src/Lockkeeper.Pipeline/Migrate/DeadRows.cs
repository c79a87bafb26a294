using Npgsql;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>Tells a table whose rows are all dead from one that holds any: its bytes do not say.</summary>
internal static class DeadRows
{
    /// <summary>Which of these tables hold no row. One that is gone, may not be read or hides rows from this role is none of them.</summary>
    public static async Task<IReadOnlyCollection<string>> OnlyInAsync(NpgsqlConnection connection, IReadOnlyList<string> tables, CancellationToken token)
    {
        var empty = new List<string>();
        foreach (var table in tables)
        {
            await using var readable = new NpgsqlCommand(
                "select coalesce(has_table_privilege(to_regclass($1), 'select') and not row_security_active(to_regclass($1)), false)", connection)
            {
                Parameters = { new() { Value = table } },
            };
            if (await readable.ExecuteScalarAsync(token) is not true) continue;
            await using var any = new NpgsqlCommand($"select exists (select from {table})", connection);
            if (await any.ExecuteScalarAsync(token) is false) empty.Add(table);
        }

        return empty;
    }
}
