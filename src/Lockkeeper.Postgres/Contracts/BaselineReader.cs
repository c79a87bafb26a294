using System.Data;
using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Catalog;
using Npgsql;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>Reads the whole catalog before a transaction begins; its cost grows with the database, and it holds no lock that anybody feels.</summary>
public static class BaselineReader
{
    private static readonly string ChildrenSql = EmbeddedSql.Read("Contract.children");

    private static readonly string TablesSql = EmbeddedSql.Read("Contract.tables");

    /// <summary>Reads in a transaction of its own, in two round trips besides BEGIN and COMMIT.</summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="PostgresException">The server refused or failed a query.</exception>
    public static async Task<CatalogBaseline> ReadAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
        await using (var readOnly = new NpgsqlCommand("set transaction read only", connection))
            await readOnly.ExecuteNonQueryAsync(token);
        var rows = await RowFacts.ProbeAsync(connection, token);
        var baseline = await ReadAsync(connection, rows, token);
        await transaction.CommitAsync(token);
        return baseline;
    }

    private static async Task<CatalogBaseline> ReadAsync(NpgsqlConnection connection, RowFacts rows, CancellationToken token)
    {
        await using var batch = connection.CreateBatch();
        foreach (var query in (string[])[ChildrenSql, TablesSql, .. CatalogQueries.Kinds, .. rows.Queries]) batch.BatchCommands.Add(new NpgsqlBatchCommand(query));

        await using var reader = await batch.ExecuteReaderAsync(token);
        var children = await ChildrenAsync(reader, token);
        await reader.NextResultAsync(token);
        var tables = await TablesAsync(reader, token);
        await reader.NextResultAsync(token);
        var collector = new FactCollector();
        await collector.TakeAsync(reader, token);
        return new CatalogBaseline(
            new CatalogSnapshot(collector.Facts, rows.Unread), collector.OfUnits, children, tables);
    }

    private static async Task<Dictionary<(uint Class, uint Object), uint>> ChildrenAsync(NpgsqlDataReader reader, CancellationToken token)
    {
        var children = new Dictionary<(uint, uint), uint>();
        while (await reader.ReadAsync(token))
            children[(reader.GetFieldValue<uint>(0), reader.GetFieldValue<uint>(1))] = reader.GetFieldValue<uint>(2);
        return children;
    }

    private static async Task<Dictionary<uint, StoredTable>> TablesAsync(NpgsqlDataReader reader, CancellationToken token)
    {
        var tables = new Dictionary<uint, StoredTable>();
        while (await reader.ReadAsync(token))
        {
            // A partitioned table has no file, and so no bytes.
            tables[reader.GetFieldValue<uint>(0)] = new StoredTable(
                reader.GetString(1),
                (reader.GetString(2), reader.GetString(3)),
                reader.GetFieldValue<uint>(4),
                await reader.IsDBNullAsync(5, token) ? 0 : reader.GetInt64(5));
        }

        return tables;
    }
}
