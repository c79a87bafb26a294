using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Names who keeps a migration waiting, while it waits: once the attempt is over nobody can tell.</summary>
/// <param name="target">Asked on a connection of its own, opened when the first attempt has failed.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Told of each set of blockers once, where there is no <paramref name="live"/>.</param>
/// <param name="live">Told at every look, and null when the wait is over; null where nobody watches.</param>
public sealed class Blockers(TargetDatabase target, TimeProvider time, IProgress<string> progress, IProgress<LockWait?>? live) : IAsyncDisposable
{
    // A prepared transaction has no session: it is known by the number 0.
    private const string Sql = """
        select b.pid, a.usename::text, coalesce(nullif(a.application_name, ''), case b.pid when 0 then 'a prepared transaction (pg_prepared_xacts)' end),
               a.state, a.query_start, left(nullif(regexp_replace(a.query, '[\s[:cntrl:]]+', ' ', 'g'), ''), 60)
        from (select distinct unnest(pg_catalog.pg_blocking_pids(w)) as pid from unnest($1) w) b left join pg_catalog.pg_stat_activity a on a.pid = b.pid
        where a.pid is not null or b.pid = 0 order by 1
        """;

    // Who waits for a lock of a table that writers need, too, makes them queue behind it.
    private const string IsQueuedForSql = """
        select exists (select from pg_catalog.pg_locks where pid = any ($1) and not granted and locktype = 'relation'
                       and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock'))
        """;

    // A network that swallows answers must not keep the watch from going on.
    private static readonly TimeSpan PatienceWithAnswer = TimeSpan.FromSeconds(10);

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
        try
        {
            while (true)
            {
                await Task.Delay(pause, over);
                await LookAsync(attempt, (_, _) => Task.FromResult<int[]>([backend]), over);
            }
        }
        catch (OperationCanceledException)
        {
            // The attempt is over.
        }
    }

    /// <summary>Whom the migration waited for when it was last seen to wait.</summary>
    public IReadOnlyList<Blocker> Last => _wait.Blockers;

    /// <summary>Looks once, and tells.</summary>
    /// <param name="attempt">Its number.</param>
    /// <param name="backends">Finds the processes that may have to wait.</param>
    /// <param name="over">Cancelled when the attempt is over.</param>
    /// <returns>What they are seen to do; null where nobody could be asked, and the next look tries anew.</returns>
    public async Task<SeenDoing?> LookAsync(int attempt, Func<NpgsqlConnection, CancellationToken, Task<int[]>> backends, CancellationToken over)
    {
        using var deadline = new CancellationTokenSource(PatienceWithAnswer, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over, deadline.Token);
        try
        {
            _wait = _wait with { Attempt = attempt };
            _connection ??= await target.ConnectAsync(either.Token);
            var processes = await backends(_connection, either.Token);
            var blockers = await LookAsync(_connection, processes, either.Token);
            Tell(blockers);
            return blockers.Count == 0 ? SeenDoing.Work : await IsQueuedForAsync(_connection, processes, either.Token) ? SeenDoing.MakeOthersWait : SeenDoing.Wait;
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or Failures.DeployFailure || (e is OperationCanceledException && !over.IsCancellationRequested))
        {
            // Only a help for the reader: who cannot be asked must neither stop the migration nor stand for its result.
            await DisposeAsync();
            _connection = null;
            return null;
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

    private static async Task<bool> IsQueuedForAsync(NpgsqlConnection connection, int[] backends, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(IsQueuedForSql, connection) { Parameters = { new NpgsqlParameter { Value = backends } } };
        return await command.ExecuteScalarAsync(token) is true;
    }

    private static async Task<List<Blocker>> LookAsync(NpgsqlConnection connection, int[] backends, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new NpgsqlParameter { Value = backends } } };
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
