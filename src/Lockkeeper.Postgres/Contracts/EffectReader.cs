using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Catalog;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>
/// Reads what an open transaction has changed, in one round trip. Only what it touched is read again, because its locks are held
/// meanwhile: the work grows with the change, not with the database. A savepoint puts the session's settings back.
/// </summary>
public static class EffectReader
{
    private static readonly string UnitsSql =
        EmbeddedSql.Read("Contract.units").Replace("/*children*/", BaselineReader.ChildrenSql, StringComparison.Ordinal);

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
        await using var batch = Batch(connection, before);
        var collector = new FactCollector();
        var units = new HashSet<uint> { 0 };
        bool counted;
        List<WrittenTable> writes;
        await using (var reader = await batch.ExecuteReaderAsync(token))
        {
            await reader.ReadAsync(token);
            counted = reader.GetBoolean(0);
            await reader.NextResultAsync(token); // the session's settings: nothing to read in them
            await reader.NextResultAsync(token);
            while (await reader.ReadAsync(token)) units.Add(reader.GetFieldValue<uint>(0));
            await reader.NextResultAsync(token);
            for (var i = 0; i < FactsSql.Length; i++)
            {
                await collector.TakeOneAsync(reader, token);
                await reader.NextResultAsync(token);
            }

            writes = await WritesReader.TakeAsync(reader, before, token);
        }

        return new TransactionEffect(await ChangeAsync(transaction, before, units, collector, writes, token), writes, counted);
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, CatalogBaseline before)
    {
        var batch = connection.CreateBatch();
        void Add(string sql) => batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
        Add("set constraints all immediate");
        Add("savepoint lockkeeper_effect");
        Add("select current_setting('track_counts')::boolean");
        Add(CatalogQueries.Session);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(UnitsSql)
        {
            Parameters =
            {
                new NpgsqlParameter { Value = before.Children.Select(c => c.Key).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new NpgsqlParameter { Value = before.Children.Select(c => c.Unit).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Oid },
            },
        });
        foreach (var query in FactsSql) Add(query);
        Add(WritesSql);
        Add("rollback to savepoint lockkeeper_effect");
        Add("release savepoint lockkeeper_effect");
        return batch;
    }

    private static async Task<CatalogChange> ChangeAsync(
        NpgsqlTransaction transaction, CatalogBaseline before, HashSet<uint> units, FactCollector collector, List<WrittenTable> writes, CancellationToken token)
    {
        var now = new CatalogSnapshot(collector.Facts);
        var rowsWritten = writes.Exists(w => RowFacts.Tables.Contains(w.Name));
        if (rowsWritten || RenamedForAll(before.Snapshot, now))
            return CatalogChange.Between(before.Snapshot, await CatalogReader.ReadWithinAsync(transaction, token));
        var was = before.Facts.Where(f => units.Contains(f.Unit) && !RowFacts.Kinds.Contains(f.Fact.Kind)).Select(f => f.Fact);
        return CatalogChange.Between(new CatalogSnapshot(was), now);
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
