using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Catalog;
using Npgsql;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>
/// Reads what an open transaction has changed, in one round trip. Only what it touched is read again, because its locks are held
/// meanwhile: the work grows with the change, not with the database. A savepoint puts the session's settings back.
/// </summary>
public static class EffectReader
{
    private static readonly string UnitsSql = EmbeddedSql.Read("Contract.units");

    private static readonly string[] FactsSql =
    [
        .. CatalogQueries.OfUnits.Select(q => $"select * from ({q}) f where f.unit = any (current_setting('lockkeeper.units')::oid[])"),
        .. CatalogQueries.Alone,
    ];

    private static readonly string WritesSql = EmbeddedSql.Read("Contract.writes");

    /// <param name="transaction">After its last statement; deferred constraints and triggers run now.</param>
    /// <param name="before">The catalog before it began.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="PostgresException">A deferred constraint failed, or the server refused a query.</exception>
    public static async Task<TransactionEffect> ReadAsync(NpgsqlTransaction transaction, CatalogBaseline before, CancellationToken token)
    {
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction is already complete.");
        await using var batch = Batch(connection);
        await using var reader = await batch.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        var counted = reader.GetBoolean(0);
        await reader.NextResultAsync(token); // the session's settings: nothing to read in them
        await reader.NextResultAsync(token);
        var touched = await TouchedUnits.TakeAsync(reader, before, token);
        await reader.NextResultAsync(token);
        var facts = new FactCollector();
        for (var i = 0; i < FactsSql.Length; i++)
        {
            await facts.TakeOneAsync(reader, token);
            await reader.NextResultAsync(token);
        }

        var writes = await WritesReader.TakeAsync(reader, before, token);
        await reader.CloseAsync();
        return new TransactionEffect(await ChangeAsync(transaction, before, touched, facts, writes, token), writes, counted);
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection)
    {
        var batch = connection.CreateBatch();
        foreach (var sql in (string[])
        [
            "set constraints all immediate", "savepoint lockkeeper_effect", "select current_setting('track_counts')::boolean",
            CatalogQueries.Session, UnitsSql, .. FactsSql, WritesSql, "rollback to savepoint lockkeeper_effect", "release savepoint lockkeeper_effect",
        ])
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        }

        return batch;
    }

    private static async Task<CatalogChange> ChangeAsync(
        NpgsqlTransaction transaction, CatalogBaseline before, TouchedUnits touched, FactCollector facts, List<WrittenTable> writes, CancellationToken token)
    {
        var now = new CatalogSnapshot(facts.Facts);
        if (touched.MayMiss || writes.Exists(w => RowFacts.Tables.Contains(w.Name)) || RenamedForAll(before.Snapshot, now))
            return CatalogChange.Between(before.Snapshot, await CatalogReader.ReadWithinAsync(transaction, token));
        var (was, then) = touched.Comparable(before.Facts.Where(f => !RowFacts.Kinds.Contains(f.Fact.Kind)), facts.OfUnits);
        return CatalogChange.Between(new CatalogSnapshot(was), new CatalogSnapshot(then));
    }

    // The name of a schema or role stands in facts that nothing here finds from it: where one may have been renamed, all facts are read.
    private static bool RenamedForAll(CatalogSnapshot before, CatalogSnapshot now) => Replaced(before, now, "schema") || Replaced(before, now, "role");

    private static bool Replaced(CatalogSnapshot before, CatalogSnapshot now, string kind)
    {
        var (was, then) = (Named(before, kind), Named(now, kind));
        return was.Except(then, StringComparer.Ordinal).Any() && then.Except(was, StringComparer.Ordinal).Any();
    }

    private static List<string> Named(CatalogSnapshot snapshot, string kind) =>
        [.. snapshot.Facts.Where(f => string.Equals(f.Kind, kind, StringComparison.Ordinal)).Select(f => f.Identity)];
}
