using Lockkeeper.Evidence;
using Npgsql;

namespace Lockkeeper.Postgres.Sessions;

/// <summary>Asks a server who it is.</summary>
public static class ServerIntroduction
{
    internal const string Sql = """
        select current_setting('server_version'), current_setting('server_version_num')::int / 10000, current_database(), current_user,
               has_function_privilege('pg_catalog.pg_control_system()', 'execute')
        """;

    internal const string IdentifierSql = "select system_identifier::text from pg_catalog.pg_control_system()";

    /// <summary>Two round trips.</summary>
    public static async Task<TargetIdentity> AskAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        var (identity, showsIdentifier) = await ReadAsync(connection, reader, token);
        await reader.CloseAsync();
        return showsIdentifier ? identity with { SystemIdentifier = await SystemIdentifierAsync(connection, token) } : identity;
    }

    /// <summary>The answer to <see cref="Sql"/>, and whether the system identifier may be asked for.</summary>
    internal static async Task<(TargetIdentity Identity, bool ShowsIdentifier)> ReadAsync(
        NpgsqlConnection connection, NpgsqlDataReader reader, CancellationToken token)
    {
        await reader.ReadAsync(token);
        // The server's version may carry the distribution's name: "15.18 (Debian 15.18-0+deb12u1)".
        var version = reader.GetString(0).Split(' ')[0];
        var identity = new TargetIdentity(
            connection.Host ?? "localhost",
            connection.Port,
            reader.GetString(2),
            reader.GetString(3),
            version,
            reader.GetInt32(1),
            SystemIdentifier: null);
        return (identity, reader.GetBoolean(4));
    }

    // pg_control_system() may be revoked on managed servers: the identity then rests on host and port. It must not even stand in a query
    // then, because the privilege is checked before anything is evaluated.
    private static async Task<string?> SystemIdentifierAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(IdentifierSql, connection);
        return await command.ExecuteScalarAsync(token) as string;
    }
}
