using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>The deploying role must be able to write the history and to drop or alter the tables that the pending migrations declare.</summary>
internal static class PrivilegeGate
{
    // A list of privileges in one call would ask for any of them.
    private const string HistorySql = """
        select case when to_regclass('supabase_migrations.schema_migrations') is not null
                    then has_table_privilege('supabase_migrations.schema_migrations', 'select')
                         and has_table_privilege('supabase_migrations.schema_migrations', 'insert')
                    else has_database_privilege(current_database(), 'create') end, current_user::text
        """;

    private const string OwnersSql = """
        select t.name, pg_catalog.pg_get_userbyid(c.relowner) from unnest($1) as t(name) join pg_catalog.pg_class c on c.oid = to_regclass(t.name)
        where not pg_catalog.pg_has_role(c.relowner, 'usage')
        """;

    public static async Task<IReadOnlyList<GateFinding>> LookAsync(
        NpgsqlConnection connection, IReadOnlyList<Migration> pending, CancellationToken token)
    {
        var findings = new List<GateFinding>();
        await using var history = new NpgsqlCommand(HistorySql, connection);
        await using (var reader = await history.ExecuteReaderAsync(token))
        {
            await reader.ReadAsync(token);
            if (!reader.GetBoolean(0))
                findings.Add(Finding("supabase_migrations.schema_migrations", $"cannot be written by {reader.GetString(1)}", "Grant it select and insert."));
        }

        var declared = pending.SelectMany(m => m.Header.Removes.Concat(m.Header.Alters)).Select(d => d.Object)
            .Where(o => o.StartsWith("table ", StringComparison.Ordinal)).Select(o => o["table ".Length..]).Distinct(StringComparer.Ordinal).ToArray();
        await using var owners = new NpgsqlCommand(OwnersSql, connection)
        {
            Parameters = { new NpgsqlParameter { Value = declared, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text } },
        };
        await using var rows = await owners.ExecuteReaderAsync(token);
        while (await rows.ReadAsync(token))
            findings.Add(Finding($"table {rows.GetString(0)}", $"belongs to {rows.GetString(1)}, whose rights the deploying role does not have", "Deploy as its owner."));
        return findings;
    }

    private static GateFinding Finding(string where, string what, string fix) => new(FailureCode.InsufficientPrivilege, new Problem(where, $"{what}.", fix));
}
