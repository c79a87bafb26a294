using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Catalog;
using Npgsql;

namespace Lockkeeper.Postgres.Rehearsing;

/// <summary>
/// Sees what each statement of a migration locks, reads, makes anew and writes to the log, while it is applied as always: two queries of
/// ours stand behind each statement of the batch. Only on a server that nobody else uses is that exact, as on a throwaway copy.
/// </summary>
/// <remarks>
/// Rows that parallel workers read are not counted. Of a migration that runs outside a transaction locks are not seen: it lets go of them.
/// </remarks>
public sealed class LockTracer
{
    internal static readonly string MarkSql = EmbeddedSql.Read("Rehearsing.mark");

    private static readonly string ReadingSql = EmbeddedSql.Read("Rehearsing.reading");

    private static readonly string BaselineSql = EmbeddedSql.Read("Rehearsing.baseline");

    // Outside a transaction the counters of this session have gone to those of the server.
    private static readonly string FlushedSql = BaselineSql.Replace("pg_stat_get_xact_", "pg_stat_get_", StringComparison.Ordinal);

    private readonly Dictionary<string, List<TracedStatement>> _traced = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StatementTrace> _running = new(StringComparer.Ordinal);

    /// <summary>What is sent after each statement.</summary>
    internal static IReadOnlyList<string> AfterEach { get; } = [MarkSql, ReadingSql];

    /// <summary>The statements of a migration that have run, also where a later one failed.</summary>
    public IReadOnlyList<TracedStatement> StatementsOf(string version) => _traced.GetValueOrDefault(version, []);

    /// <summary>How much of a migration's time was our own looking.</summary>
    public double ReadingSecondsOf(string version) => _running.GetValueOrDefault(version)?.ReadingSeconds ?? 0;

    /// <summary>Looks at everything once, inside the transaction and before its first statement.</summary>
    internal async Task<StatementTrace> BeginAsync(NpgsqlConnection connection, Migration migration, CancellationToken token)
    {
        await using var batch = connection.CreateBatch();
        foreach (var sql in (string[])[BaselineSql, ReadingSql, "select current_setting('wal_level')"]) batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        await using var reader = await batch.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        var start = RelationState.Parse(reader.GetString(0));
        await reader.NextResultAsync(token);
        await reader.ReadAsync(token);
        var held = reader.GetString(0);
        await reader.NextResultAsync(token);
        await reader.ReadAsync(token);
        var traced = _traced[migration.Version] = [];
        return _running[migration.Version] = new StatementTrace(migration, traced, start, held, reader.GetString(0) is "minimal");
    }

    /// <summary>A migration that runs outside a transaction, seen from before and after it.</summary>
    internal async Task<AppliedMigration> AroundAsync(
        NpgsqlConnection connection, Migration migration, Func<Task<AppliedMigration>> run, CancellationToken token)
    {
        var (start, before) = await LookAsync(connection, token);
        var applied = await run();
        var (now, after) = await LookAsync(connection, token);
        var changes = new RelationChanges(start, start, now);
        var index = migration.Statements.TakeWhile(s => s.Kind == SqlStatementKind.Comment).Count();
        _traced[migration.Version] =
        [
            new(index + 1, migration.Statements[index].CodeLine, applied.Seconds, after - before, [], changes.Scans(), changes.Rewrites()),
        ];
        return applied;
    }

    private static async Task<(Dictionary<uint, RelationState> Relations, long Wal)> LookAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using (var flush = new NpgsqlCommand("select pg_stat_force_next_flush()", connection)) await flush.ExecuteNonQueryAsync(token);
        await using var batch = connection.CreateBatch();
        foreach (var sql in (string[])[FlushedSql, MarkSql]) batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        await using var reader = await batch.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        var relations = RelationState.Parse(reader.GetString(0));
        await reader.NextResultAsync(token);
        await reader.ReadAsync(token);
        return (relations, reader.GetInt64(1));
    }
}
