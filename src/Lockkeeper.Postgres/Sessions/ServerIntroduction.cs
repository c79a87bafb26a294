using Lockkeeper.Evidence;
using Npgsql;

namespace Lockkeeper.Postgres.Sessions;

/// <summary>Asks a server who it is.</summary>
public static class ServerIntroduction
{
    // pg_control_system() may be revoked on managed servers: the identity then rests on host and port.
    private const string Sql = """
        select current_setting('server_version'), current_setting('server_version_num')::int / 10000, current_database(), current_user,
               case when has_function_privilege('pg_catalog.pg_control_system()', 'execute')
                    then (select system_identifier::text from pg_catalog.pg_control_system()) end
        """;

    /// <summary>One round trip.</summary>
    public static async Task<TargetIdentity> AskAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        // The server's version may carry the distribution's name: "15.18 (Debian 15.18-0+deb12u1)".
        var version = reader.GetString(0).Split(' ')[0];
        return new TargetIdentity(
            connection.Host ?? "localhost",
            connection.Port,
            reader.GetString(2),
            reader.GetString(3),
            version,
            reader.GetInt32(1),
            await reader.IsDBNullAsync(4, token) ? null : reader.GetString(4));
    }
}
