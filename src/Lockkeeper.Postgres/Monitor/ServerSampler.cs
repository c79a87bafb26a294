using Lockkeeper.Verdicts;
using Npgsql;

namespace Lockkeeper.Postgres.Monitor;

/// <summary>Reads one sample of the server's statistics in one round trip.</summary>
public static class ServerSampler
{
    // Without pg_read_all_stats pg_stat_activity hides what other roles' sessions do. Who waits is then known from pg_locks, which hides
    // nothing; how many are connected from the statistics, which also count workers; the age of transactions is unknown.
    private const string Sql = """
        with seen as (select pg_catalog.pg_has_role('pg_read_all_stats', 'usage') as everything)
        select d.xact_commit, d.xact_rollback, d.deadlocks, d.temp_bytes,
               (case when everything then (select count(*) from pg_catalog.pg_stat_activity where backend_type = 'client backend')
                     else (select sum(numbackends) from pg_catalog.pg_stat_database) end)::int,
               current_setting('max_connections')::int,
               (select count(distinct l.pid) from pg_catalog.pg_locks l join pg_catalog.pg_stat_activity a using (pid)
                where not l.granted and a.datname = current_database())::int,
               case when everything then (select coalesce(extract(epoch from max(clock_timestamp() - xact_start)), 0)
                from pg_catalog.pg_stat_activity
                where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()) end::float8
        from pg_catalog.pg_stat_database d, seen where d.datname = current_database()
        """;

    /// <summary>Missing data is told as missing, never as good.</summary>
    public static async Task<Sample> TakeAsync(NpgsqlConnection connection, TimeProvider time, CancellationToken token)
    {
        var at = time.GetUtcNow();
        try
        {
            await using var command = new NpgsqlCommand(Sql, connection);
            await using var reader = await command.ExecuteReaderAsync(token);
            if (!await reader.ReadAsync(token)) return Missing(at, "pg_stat_database has no row for this database");
            return new Sample(
                at, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3),
                reader.GetInt32(4), reader.GetInt32(5), reader.GetInt32(6),
                await reader.IsDBNullAsync(7, token) ? null : reader.GetDouble(7), Problem: null);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return Missing(at, e.Message);
        }
    }

    /// <summary>A sample that could not be taken, and why.</summary>
    public static Sample Missing(DateTimeOffset at, string problem) => new(at, null, null, null, null, null, null, null, null, problem);
}
