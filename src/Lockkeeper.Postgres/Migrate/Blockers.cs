using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Names who keeps a migration waiting, while it waits: once the attempt is over nobody can tell.</summary>
/// <param name="target">Asked on a connection of its own, opened when the first attempt has failed.</param>
/// <param name="progress">Told of each set of blockers once.</param>
internal sealed class Blockers(TargetDatabase target, IProgress<string> progress) : IAsyncDisposable
{
    private const string Sql = """
        select format('pid %s, user %s, %s, %s since %s: %s', a.pid, coalesce(a.usename, '?'), coalesce(nullif(a.application_name, ''), 'no application name'),
                      coalesce(a.state, 'state not shown'), coalesce(to_char(a.query_start at time zone 'UTC', 'HH24:MI:SS"Z"'), '?'),
                      coalesce(left(regexp_replace(a.query, '\s+', ' ', 'g'), 60), '?'))
        from pg_catalog.pg_stat_activity a where a.pid = any (pg_catalog.pg_blocking_pids($1)) order by a.pid
        """;

    private NpgsqlConnection? _connection;
    private string _told = "";

    /// <summary>The server's process behind a connection.</summary>
    public static async Task<int> BackendAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("select pg_catalog.pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(token))!;
    }

    /// <summary>Looks on while an attempt runs, until that is over.</summary>
    /// <param name="backend">The process that may have to wait.</param>
    /// <param name="pause">Between two looks; shorter than the lock timeout.</param>
    /// <param name="over">Cancelled when the attempt is over.</param>
    public async Task WatchAsync(int backend, TimeSpan pause, CancellationToken over)
    {
        try
        {
            while (true)
            {
                await Task.Delay(pause, over);
                _connection ??= await target.ConnectAsync(over);
                await LookAsync(_connection, backend, over);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException or Failures.DeployFailure)
        {
            // Only a help for the reader: who cannot be asked does not stop the migration.
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
    }

    private async Task LookAsync(NpgsqlConnection connection, int backend, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new NpgsqlParameter { Value = backend } } };
        var blockers = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync(token))
        {
            while (await reader.ReadAsync(token)) blockers.Add(reader.GetString(0));
        }

        var now = string.Join("; ", blockers);
        if (now.Length == 0 || string.Equals(now, _told, StringComparison.Ordinal)) return;
        _told = now;
        progress.Report($"waiting for locks held by {now}");
    }
}
