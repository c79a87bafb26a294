using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>The server's process behind a session of ours, known also when the session is lost.</summary>
/// <param name="Id">Number and start: a server that was started again gives out the same numbers anew.</param>
internal sealed record ServerProcess(string Id)
{
    /// <summary>Its number.</summary>
    public int Pid => int.Parse(Id.AsSpan(0, Id.IndexOf(' ')), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>An expression that tells a session its own.</summary>
    public const string IdSql = $"(select {OfRow} from pg_catalog.pg_stat_activity where pid = pg_catalog.pg_backend_pid())";

    private const string OfRow = "pid || ' since ' || extract(epoch from backend_start)";

    /// <summary>Whether it has ended. One that is idle waits for a client that is gone, so it is ended.</summary>
    /// <param name="connection">Another session.</param>
    /// <param name="evenWorking">Whether one that works is ended, too; else it sees by itself that its client is gone.</param>
    /// <param name="token">Ends the asking.</param>
    public async Task<bool> IsGoneAsync(NpgsqlConnection connection, bool evenWorking, CancellationToken token)
    {
        await AskAsync(
            connection,
            $"select pg_catalog.pg_terminate_backend(pid, 5000) from pg_catalog.pg_stat_activity where {OfRow} = $1 and (state like 'idle%' or {evenWorking})",
            token);
        return await AskAsync(connection, $"select not exists (select from pg_catalog.pg_stat_activity where {OfRow} = $1)", token) is true;
    }

    /// <summary>Whether it works, so that its client has reason to wait; false also when it is gone.</summary>
    public async Task<bool> IsWorkingAsync(NpgsqlConnection connection, CancellationToken token) =>
        await AskAsync(connection, $"select exists (select from pg_catalog.pg_stat_activity where {OfRow} = $1 and state not like 'idle%')", token) is true;

    private async Task<object?> AskAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter { Value = Id } } };
        return await command.ExecuteScalarAsync(token);
    }
}
