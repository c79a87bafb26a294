using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Names who keeps pg_dump waiting: before it begins, and while it waits.</summary>
internal sealed class DumpWaits(TargetDatabase target, TimeSpan lockTimeout, PipelineServices services)
{
    private const string Columns = """
        a.pid, a.usename::text, nullif(a.application_name, ''), a.state, a.xact_start,
        left(nullif(regexp_replace(a.query, '[\s[:cntrl:]]+', ' ', 'g'), ''), 60)
        """;

    // Only ACCESS EXCLUSIVE keeps a reader out, also while it is itself waited for. Tables of an open transaction are not seen, nor dumped.
    private const string Before = $"""
        select distinct {Columns} from pg_catalog.pg_locks l
        join pg_catalog.pg_stat_activity a on a.pid = l.pid
        join pg_catalog.pg_class c on c.oid = l.relation and c.relkind in ('r', 'p', 'm', 'S') and c.relpersistence <> 't'
        where l.locktype = 'relation' and l.mode = 'AccessExclusiveLock' and l.pid <> pg_catalog.pg_backend_pid()
          and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
        order by a.pid
        """;

    // All sessions of this run have the same name, those of pg_dump among them.
    private const string During = $"""
        select distinct {Columns} from pg_catalog.pg_stat_activity w
        cross join lateral unnest(pg_catalog.pg_blocking_pids(w.pid)) blocking(pid)
        join pg_catalog.pg_stat_activity a on a.pid = blocking.pid
        where w.application_name = current_setting('application_name') and w.datname = current_database() and w.wait_event_type = 'Lock'
          and a.application_name is distinct from w.application_name
        order by a.pid
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private string _told = "";

    /// <summary>Whom it waited for when it was last looked; empty when nobody was in its way.</summary>
    public IReadOnlyList<Blocker> Last { get; private set; } = [];

    public async Task TellBeforeAsync(NpgsqlConnection connection, CancellationToken token)
    {
        foreach (var blocker in await LookAsync(connection, Before, token))
            services.Progress.Report($"in the way of pg_dump, which waits at most {lockTimeout.TotalSeconds:0.#} s for a table: {blocker}");
    }

    /// <summary>Looks on until that is over.</summary>
    public async Task WatchAsync(CancellationToken over)
    {
        var since = services.Time.GetUtcNow();
        try
        {
            await using var connection = await target.ConnectAsync(over);
            while (true)
            {
                await Task.Delay(Pause, services.Time, over);
                Tell(await LookAsync(connection, During, over), since);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or NpgsqlException or Failures.DeployFailure)
        {
            // Only a help for the reader: who cannot be asked does not stop the backup.
        }
        finally
        {
            services.Waits?.Report(value: null);
        }
    }

    private void Tell(List<Blocker> blockers, DateTimeOffset since)
    {
        if (blockers.Count == 0 && Last.Count > 0) services.Waits?.Report(value: null);
        if (blockers.Count > 0) Last = blockers;
        if (blockers.Count == 0) return;
        services.Waits?.Report(new LockWait("pg_dump", since, 1, blockers));
        var now = string.Join("; ", blockers);
        if (services.Waits is not null || string.Equals(now, _told, StringComparison.Ordinal)) return;
        _told = now;
        services.Progress.Report($"pg_dump waits for locks held by {now}");
    }

    private static async Task<List<Blocker>> LookAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        var blockers = new List<Blocker>();
        while (await reader.ReadAsync(token))
        {
            blockers.Add(new Blocker(
                reader.GetInt32(0), reader.GetValue(1) as string, reader.GetValue(2) as string, reader.GetValue(3) as string,
                reader.GetValue(4) is DateTime moment ? new DateTimeOffset(moment, TimeSpan.Zero) : null, reader.GetValue(5) as string));
        }

        return blockers;
    }
}
