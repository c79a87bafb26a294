using Npgsql;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>
/// Brings those rows to a copy of the schema alone that are facts like others: what is applied, buckets and cron jobs. Without them the copy
/// would be judged otherwise than the target.
/// </summary>
internal static class FactRows
{
    private static readonly string[] Tables = ["supabase_migrations.schema_migrations", "storage.buckets", "cron.job"];

    /// <summary>Copies what the role may read; a table that is not there is left out.</summary>
    public static async Task CopyAsync(NpgsqlConnection original, NpgsqlConnection copy, CancellationToken token)
    {
        // No trigger or foreign key of the copy has anything to say about rows that were there.
        await ExecuteAsync(copy, "set session_replication_role = replica", token);
        foreach (var table in Tables)
        {
            if (!await IsReadableAsync(original, table, token)) continue;
            await using var from = await original.BeginRawBinaryCopyAsync($"copy {table} to stdout (format binary)", token);
            await using var to = await copy.BeginRawBinaryCopyAsync($"copy {table} from stdin (format binary)", token);
            await from.CopyToAsync(to, token);
        }
    }

    private static async Task<bool> IsReadableAsync(NpgsqlConnection original, string table, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select has_table_privilege(to_regclass($1), 'select')", original) { Parameters = { new() { Value = table } } };
        return await command.ExecuteScalarAsync(token) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }
}
