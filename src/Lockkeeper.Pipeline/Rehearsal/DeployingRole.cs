using System.Security.Cryptography;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Supabase;
using Npgsql;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>
/// The role that deploys, on a copy, with what no dump carries: the database's owner and privileges, and the settings with which that role's
/// sessions begin. Without them a migration would fail there, or succeed, for reasons of the copy alone.
/// </summary>
internal static class DeployingRole
{
    private const string OriginalSql = """
        select pg_catalog.pg_get_userbyid(d.datdba)::text, d.datacl::text, coalesce(current_setting('supautils.privileged_role', true), '') = $1,
               array(select (s.setdatabase <> 0)::text || ' ' || (s.setrole <> 0)::text from pg_catalog.pg_db_role_setting s where s.setdatabase in (0, d.oid)
                     and s.setrole in (0, (select oid from pg_catalog.pg_roles where rolname = $1)) order by s.setdatabase, s.setrole),
               array(select (select array_agg(c) from unnest(s.setconfig) c where split_part(c, '=', 1) !~ '_preload_libraries$')::text
                     from pg_catalog.pg_db_role_setting s where s.setdatabase in (0, d.oid)
                     and s.setrole in (0, (select oid from pg_catalog.pg_roles where rolname = $1)) order by s.setdatabase, s.setrole)
        from pg_catalog.pg_database d where d.datname = current_database()
        """;

    // A throwaway server's catalogs may be written: ALTER ROLE … SET would have every list quoted anew.
    private const string SettingSql = """
        insert into pg_catalog.pg_db_role_setting (setdatabase, setrole, setconfig)
        select case when $1 then (select oid from pg_catalog.pg_database where datname = current_database()) else 0 end,
               case when $2 then (select oid from pg_catalog.pg_roles where rolname = $3) else 0 end, $4::text[]
        """;

    private const string PrivilegesSql = "update pg_catalog.pg_database set datacl = $1::text::pg_catalog.aclitem[] where datname = current_database()";

    /// <summary>Lets the role in with a password of its own.</summary>
    /// <param name="copy">Where it is to work.</param>
    /// <param name="original">An open connection to what the copy is one of, as that role.</param>
    /// <param name="role">Its name, without quotes.</param>
    /// <param name="application">What pg_stat_activity shows.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>The copy as that role, and what it may do there that it may not do on the original, in a sentence.</returns>
    public static async Task<(TargetDatabase Database, string? Note)> OnAsync(
        RestoredCopy copy, NpgsqlConnection original, string role, string application, CancellationToken token)
    {
        var facts = await ReadAsync(original, role, token);
        var password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        await using (var connection = await copy.Database.ConnectAsync(token)) await PrepareAsync(connection, role, password, facts, token);
        var cluster = copy.Cluster;
        var settings = string.Equals(role, cluster.Superuser, StringComparison.Ordinal)
            ? cluster.ConnectionFor(copy.Backup.Manifest.Target.Database)
            : cluster.ConnectionFor(copy.Backup.Manifest.Target.Database, role, password);
        return (TargetDatabase.For(settings, application), facts.IsPrivileged
            ? $"On the platform {role} may do what only supautils allows; the copy has no supautils, so {role} was a superuser there: privileges were not rehearsed."
            : null);
    }

    private static async Task<Facts> ReadAsync(NpgsqlConnection original, string role, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(OriginalSql, original) { Parameters = { new() { Value = role } } };
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return new Facts(
            reader.GetString(0), await reader.IsDBNullAsync(1, token) ? null : reader.GetString(1), reader.GetBoolean(2),
            reader.GetFieldValue<string[]>(3), reader.GetFieldValue<string?[]>(4));
    }

    private static async Task PrepareAsync(NpgsqlConnection connection, string role, string password, Facts facts, CancellationToken token)
    {
        using var quotes = new NpgsqlCommandBuilder();
        var database = quotes.QuoteIdentifier(connection.Database);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("set allow_system_table_mods = on"));
        batch.BatchCommands.Add(new("delete from pg_catalog.pg_db_role_setting"));
        batch.BatchCommands.Add(new($"alter database {database} owner to {quotes.QuoteIdentifier(facts.Owner)}"));
        if (facts.Privileges is { } privileges) batch.BatchCommands.Add(new(PrivilegesSql) { Parameters = { new() { Value = privileges } } });
        for (var i = 0; i < facts.Scopes.Count; i++)
        {
            if (facts.Settings[i] is { } settings) batch.BatchCommands.Add(Setting(facts.Scopes[i], role, settings));
        }

        if (!string.Equals(role, connection.UserName, StringComparison.Ordinal))
        {
            batch.BatchCommands.Add(new($"alter role {quotes.QuoteIdentifier(role)} login{(facts.IsPrivileged ? " superuser" : "")}"));
            batch.BatchCommands.Add(new(SupabaseBaseline.PasswordSql(role, password)));
        }

        await batch.ExecuteNonQueryAsync(token);
    }

    private static NpgsqlBatchCommand Setting(string scope, string role, string settings)
    {
        var (ofDatabase, ofRole) = (scope.StartsWith("true", StringComparison.Ordinal), scope.EndsWith("true", StringComparison.Ordinal));
        return new(SettingSql) { Parameters = { new() { Value = ofDatabase }, new() { Value = ofRole }, new() { Value = role }, new() { Value = settings } } };
    }

    /// <param name="Owner">Of the database.</param>
    /// <param name="Privileges">Of the database, as the server writes them; null where they are the usual ones.</param>
    /// <param name="IsPrivileged">Whether an extension of the platform gives the role more than its own rights.</param>
    /// <param name="Scopes">For each group of settings whether they are the database's, and whether the role's.</param>
    /// <param name="Settings">The settings, as the server writes them.</param>
    private sealed record Facts(string Owner, string? Privileges, bool IsPrivileged, IReadOnlyList<string> Scopes, IReadOnlyList<string?> Settings);
}
