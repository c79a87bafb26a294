using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Names who keeps a migration waiting, while it waits: once the attempt is over nobody can tell.</summary>
/// <param name="target">Asked on a connection of its own, opened when the first attempt has failed.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Told of each set of blockers once, where there is no <paramref name="live"/>.</param>
/// <param name="live">Told at every look, and null when the wait is over; null where nobody watches.</param>
internal sealed class Blockers(TargetDatabase target, TimeProvider time, IProgress<string> progress, IProgress<LockWait?>? live) : IAsyncDisposable
{
    private const string Sql = """
        select a.pid, a.usename::text, nullif(a.application_name, ''), a.state, a.query_start,
               left(nullif(regexp_replace(a.query, '[\s[:cntrl:]]+', ' ', 'g'), ''), 60)
        from pg_catalog.pg_stat_activity a where a.pid = any (pg_catalog.pg_blocking_pids($1)) order by a.pid
        """;

    private NpgsqlConnection? _connection;
    private string _told = "";
    private LockWait _wait = new("", default, 0, []);

    /// <summary>The server's process behind a connection.</summary>
    public static async Task<int> BackendAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select pg_catalog.pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(token))!;
    }

    /// <summary>A migration is going to be tried; disposing what is returned ends its wait.</summary>
    public IDisposable Begin(Migration migration) => Begin(migration.FileName);

    /// <summary>Something is going to be tried; disposing what is returned ends its wait.</summary>
    /// <param name="what">How people are told what waits.</param>
    public IDisposable Begin(string what)
    {
        _wait = new LockWait(what, time.GetUtcNow(), 1, []);
        return new Waiting(live);
    }

    /// <summary>Looks on while an attempt runs, until that is over.</summary>
    /// <param name="attempt">Its number.</param>
    /// <param name="backend">The process that may have to wait.</param>
    /// <param name="pause">Between two looks; shorter than the lock timeout.</param>
    /// <param name="over">Cancelled when the attempt is over.</param>
    public async Task WatchAsync(int attempt, int backend, TimeSpan pause, CancellationToken over)
    {
        _wait = _wait with { Attempt = attempt };
        try
        {
            while (true)
            {
                await Task.Delay(pause, over);
                await LookAsync(backend, over);
            }
        }
        catch (OperationCanceledException)
        {
            // The attempt is over.
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
    }

    private void Tell(List<Blocker> blockers)
    {
        if (blockers.Count == 0) return;
        _wait = _wait with { Blockers = blockers };
        live?.Report(_wait);
        var now = string.Join("; ", blockers);
        if (live is not null || string.Equals(now, _told, StringComparison.Ordinal)) return;
        _told = now;
        progress.Report($"waiting for locks held by {now}");
    }

    // Only a help for the reader: who cannot be asked must neither stop the migration nor stand for its result. Next time a new connection is tried.
    private async Task LookAsync(int backend, CancellationToken over)
    {
        try
        {
            _connection ??= await target.ConnectAsync(over);
            Tell(await ReadAsync(_connection, backend, over));
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or Failures.DeployFailure)
        {
            if (_connection is not null) await _connection.DisposeAsync();
            _connection = null;
        }
    }

    private static async Task<List<Blocker>> ReadAsync(NpgsqlConnection connection, int backend, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new NpgsqlParameter { Value = backend } } };
        await using var reader = await command.ExecuteReaderAsync(token);
        var blockers = new List<Blocker>();
        while (await reader.ReadAsync(token))
            blockers.Add(new Blocker(reader.GetInt32(0), Text(reader, 1), Text(reader, 2), Text(reader, 3), Moment(reader, 4), Text(reader, 5)));
        return blockers;
    }

    // Another role's session is shown in full only to members of pg_read_all_stats. Rows are buffered: nothing is waited for.
    private static string? Text(NpgsqlDataReader reader, int column) => reader.GetValue(column) as string;

    private static DateTimeOffset? Moment(NpgsqlDataReader reader, int column) =>
        reader.GetValue(column) is DateTime moment ? new DateTimeOffset(moment, TimeSpan.Zero) : null;

    private sealed class Waiting(IProgress<LockWait?>? live) : IDisposable
    {
        public void Dispose() => live?.Report(value: null);
    }
}
