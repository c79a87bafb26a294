using Lockkeeper.Evidence;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// The names of all relations before a migration: a relation that the migration drops has left pg_class by the time its lock is read.
/// </summary>
internal sealed class RelationNames
{
    private const string Relations = "c.relkind in ('r', 'p', 'm', 'v', 'f') and c.oid >= 16384";

    private readonly Dictionary<uint, string> _names = [];

    public static async Task<RelationNames> ReadAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var names = new RelationNames();
        await using var command = new NpgsqlCommand(
            $"select c.oid, format('%I.%I', n.nspname, c.relname) from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where {Relations}",
            connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) names._names[reader.GetFieldValue<uint>(0)] = reader.GetString(1);
        return names;
    }

    /// <summary>What this transaction holds at its end; locks stay to the end, so one look is exact. Plain reads are left out.</summary>
    public async Task<IReadOnlyList<HeldLock>> LocksOfAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(
            """
            select distinct l.relation, l.mode from pg_catalog.pg_locks l
            where l.locktype = 'relation' and l.pid = pg_backend_pid() and l.relation >= 16384 and l.mode <> 'AccessShareLock'
              and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        var locks = new List<HeldLock>();
        while (await reader.ReadAsync(token))
        {
            // Relations that the migration itself made cannot hold up anybody.
            if (_names.TryGetValue(reader.GetFieldValue<uint>(0), out var name)) locks.Add(new HeldLock(name, reader.GetString(1)));
        }

        return [.. locks.OrderBy(l => l.Relation, StringComparer.Ordinal).ThenBy(l => l.Mode, StringComparer.Ordinal)];
    }
}
