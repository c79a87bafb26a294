using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>
/// The CLI's sessions on the server. A server goes on with what a killed client had asked for, so they are ended before anybody asks what
/// became of a push.
/// </summary>
public static class CliSessions
{
    /// <summary>The name that the CLI gives to its sessions, whatever it is told.</summary>
    public const string ApplicationName = "@effect/sql-pg";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The server's clock, to know later which sessions are newer.</summary>
    public static async Task<DateTime> NowAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select pg_catalog.clock_timestamp()", connection);
        return (DateTime)(await command.ExecuteScalarAsync(token))!;
    }

    /// <summary>Ends the sessions of this database and user that began after that moment, and waits until they have gone.</summary>
    /// <returns>False when one is still there after the patience.</returns>
    public static async Task<bool> EndAsync(NpgsqlConnection connection, DateTime since, TimeSpan patience, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        var began = time.GetTimestamp();
        while (await TerminateAsync(connection, since) > 0)
        {
            if (time.GetElapsedTime(began) > patience)
                return false;
            await Task.Delay(Pause, time, CancellationToken.None);
        }

        return true;
    }

    /// <summary>The server's processes behind the sessions of this database and user that began after that moment.</summary>
    public static async Task<int[]> FindAsync(NpgsqlConnection connection, DateTime since, CancellationToken token)
    {
        await using var command = Of("coalesce(array_agg(pid), '{}')", connection, since);
        return (int[])(await command.ExecuteScalarAsync(token))!;
    }

    private static async Task<long> TerminateAsync(NpgsqlConnection connection, DateTime since)
    {
        await using var command = Of("count(pg_catalog.pg_terminate_backend(pid))", connection, since);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static NpgsqlCommand Of(string what, NpgsqlConnection connection, DateTime since) => new(
        $"""
        select {what} from pg_catalog.pg_stat_activity
        where application_name = $1 and datname = pg_catalog.current_database() and usename = session_user and backend_start >= $2
        """,
        connection)
    {
        Parameters =
        {
            new NpgsqlParameter { Value = ApplicationName },
            new NpgsqlParameter { Value = since, NpgsqlDbType = NpgsqlDbType.TimestampTz },
        },
    };
}
