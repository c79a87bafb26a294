using Npgsql;

namespace Lockkeeper.Postgres.Sessions;

/// <summary>Whether a server takes writes.</summary>
/// <param name="IsStandby">It replays another server's log.</param>
/// <param name="IsReadOnly">default_transaction_read_only is on: on Supabase that means that the disk is full.</param>
public sealed record ServerMode(bool IsStandby, bool IsReadOnly)
{
    internal const string Sql = "select pg_is_in_recovery(), current_setting('default_transaction_read_only')::boolean";

    /// <summary>One round trip.</summary>
    public static async Task<ServerMode> AskAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Sql, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        return await ReadAsync(reader, token);
    }

    /// <summary>The answer to <see cref="Sql"/>.</summary>
    internal static async Task<ServerMode> ReadAsync(NpgsqlDataReader reader, CancellationToken token)
    {
        await reader.ReadAsync(token);
        return new ServerMode(reader.GetBoolean(0), reader.GetBoolean(1));
    }
}
