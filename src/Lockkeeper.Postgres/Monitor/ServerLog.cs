using System.Text;
using Lockkeeper.Postgres.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Postgres.Monitor;

/// <summary>The server's log, read through SQL by a role that may. It is followed from the moment it was opened on.</summary>
public sealed class ServerLog
{
    private const int Piece = 1 << 20;

    private const string Allowed = """
        select current_setting('server_version_num')::int,
               has_function_privilege('pg_catalog.pg_current_logfile(text)', 'execute') and has_function_privilege('pg_catalog.pg_ls_logdir()', 'execute')
               and has_function_privilege('pg_catalog.pg_read_binary_file(text,bigint,bigint,boolean)', 'execute')
        """;

    private const string Files = """
        select f.format, pg_catalog.pg_current_logfile(f.format), (select l.size from pg_catalog.pg_ls_logdir() l
            where l.name = regexp_replace(pg_catalog.pg_current_logfile(f.format), '^.*[/\\]', ''))
        from unnest($1::text[]) with ordinality f(format, place) where pg_catalog.pg_current_logfile(f.format) is not null order by f.place
        """;

    private readonly string _format;
    private readonly LogLines _lines;
    private string _file;
    private long _offset;

    private ServerLog(string format, string file, long offset, string database)
    {
        (_format, _file, _offset) = (format, file, offset);
        _lines = new LogLines(format, database);
    }

    /// <summary>ERROR, FATAL and PANIC since it was opened.</summary>
    public long Errors { get; private set; }

    /// <summary>Opens the log at its end.</summary>
    /// <param name="connection">A session of the role that reads.</param>
    /// <param name="database">Whose errors count, where the log tells.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>The log; or null, and why it cannot be read.</returns>
    public static async Task<(ServerLog? Log, string? WhyNot)> OpenAsync(NpgsqlConnection connection, string database, CancellationToken token)
    {
        try
        {
            await using var ask = new NpgsqlCommand(Allowed, connection);
            await using var answer = await ask.ExecuteReaderAsync(token);
            await answer.ReadAsync(token);
            var (version, allowed) = (answer.GetInt32(0), answer.GetBoolean(1));
            await answer.CloseAsync();
            if (!allowed) return (null, "this role may not read the server's log (pg_monitor, and EXECUTE on pg_read_binary_file)");

            // The formats that tell most come first; asking an older server for one that it does not know is an error.
            string[] formats = version >= 150000 ? ["jsonlog", "csvlog", "stderr"] : ["csvlog", "stderr"];
            await using var command = new NpgsqlCommand(Files, connection) { Parameters = { new() { Value = formats } } };
            await using var reader = await command.ExecuteReaderAsync(token);
            return !await reader.ReadAsync(token) || await reader.IsDBNullAsync(2, token)
                ? (null, "the server keeps its log in no file that it knows of (logging_collector is off)")
                : (new ServerLog(reader.GetString(0), reader.GetString(1), reader.GetInt64(2), database), null);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or InvalidCastException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Writes a line into the log and looks for it: only that proves that what is read is what the server writes.</summary>
    /// <param name="target">Whoever is deployed to; its log is what matters.</param>
    /// <param name="reader">A session of the role that reads.</param>
    /// <param name="marker">Letters, digits and hyphens that stand nowhere else.</param>
    /// <param name="patience">How long it may take to appear.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>Whether it was found.</returns>
    /// <exception cref="NpgsqlException">The database cannot be asked.</exception>
    public async Task<bool> ProveAsync(TargetDatabase target, NpgsqlConnection reader, string marker, TimeSpan patience, TimeProvider time, CancellationToken token)
    {
        await WriteAsync(target, marker, token);
        var sought = Encoding.UTF8.GetBytes(marker);
        var began = time.GetTimestamp();
        while (true)
        {
            if (await NextAsync(reader, token) is { } piece && piece.AsSpan().IndexOf(sought) >= 0) return true;
            if (time.GetElapsedTime(began) > patience) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(20), time, token);
        }
    }

    /// <summary>Writes a line into the target's log.</summary>
    public static async Task WriteAsync(TargetDatabase target, string marker, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(target);
        await using var connection = await target.ConnectAsync(token);
        // LOG stands above ERROR in log_min_messages: whatever shows errors shows it.
        await using var mark = new NpgsqlCommand($"do $lockkeeper$ begin raise log 'lockkeeper marker {marker}'; end $lockkeeper$", connection);
        await mark.ExecuteNonQueryAsync(token);
    }

    /// <summary>Reads on to the end.</summary>
    /// <exception cref="NpgsqlException">It can no longer be read.</exception>
    public async Task ReadOnAsync(NpgsqlConnection reader, CancellationToken token)
    {
        while (await NextAsync(reader, token) is { Length: Piece })
        {
            // There is more.
        }
    }

    private async Task<byte[]?> NextAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select pg_catalog.pg_current_logfile($1), pg_catalog.pg_read_binary_file($2, $3, $4, true)", connection)
        {
            Parameters = { new() { Value = _format }, new() { Value = _file }, new() { Value = _offset, NpgsqlDbType = NpgsqlDbType.Bigint }, new() { Value = (long)Piece } },
        };
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        var piece = await reader.IsDBNullAsync(1, token) ? [] : await reader.GetFieldValueAsync<byte[]>(1, token);
        _offset += piece.Length;
        Errors += _lines.Count(piece);
        // The file is changed for a new one now and then; what was still to be read of the old one comes first.
        if (piece.Length == 0 && !await reader.IsDBNullAsync(0, token) && reader.GetString(0) is var now && !now.Equals(_file, StringComparison.Ordinal))
            (_file, _offset) = (now, 0);
        return piece;
    }
}
