using System.Data;
using Lockkeeper.Catalog;
using Npgsql;

namespace Lockkeeper.Postgres.Catalog;

/// <summary>
/// Reads the catalog of the connected database: one fact for every object, except those of extensions, of
/// <c>supabase_migrations</c> (the history), temporary ones and PostgreSQL's own. Any role reads the same facts, save for the rows
/// named in <see cref="CatalogSnapshot.Unread"/>. Printing a view waits where another session holds it exclusively: bound that by
/// the session's lock_timeout.
/// </summary>
public static class CatalogReader
{
    /// <summary>Reads in a transaction of its own: repeatable read, read only, in two round trips besides BEGIN and COMMIT.</summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="PostgresException">The server refused or failed a query.</exception>
    /// <exception cref="NpgsqlException">The connection failed.</exception>
    public static async Task<CatalogSnapshot> ReadAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
        await ExecuteAsync(connection, "set transaction read only", token);
        var snapshot = await ReadFactsAsync(connection, token);
        await transaction.CommitAsync(token);
        return snapshot;
    }

    /// <summary>
    /// Reads what an open transaction sees, its own uncommitted changes included. A savepoint puts the session's settings back.
    /// </summary>
    /// <param name="transaction">The open transaction; it goes on afterwards as before.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="PostgresException">The server refused or failed a query.</exception>
    public static async Task<CatalogSnapshot> ReadWithinAsync(NpgsqlTransaction transaction, CancellationToken token)
    {
        const string Savepoint = "lockkeeper_catalog";
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction is already complete.");
        await transaction.SaveAsync(Savepoint, token);
        var snapshot = await ReadFactsAsync(connection, token);
        await transaction.RollbackAsync(Savepoint, token);
        await transaction.ReleaseAsync(Savepoint, token);
        return snapshot;
    }

    /// <summary>Without the facts that are rows of tables: what a copy without rows can have.</summary>
    public static CatalogSnapshot WithoutRows(CatalogSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        return new(snapshot.Facts.Where(f => !RowFacts.Kinds.Contains(f.Kind)), snapshot.Unread);
    }

    private static async Task<CatalogSnapshot> ReadFactsAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var rows = await RowFacts.ProbeAsync(connection, token);
        await using var batch = connection.CreateBatch();
        foreach (var query in CatalogQueries.Kinds.Concat(rows.Queries)) batch.BatchCommands.Add(new NpgsqlBatchCommand(query));

        var collector = new FactCollector();
        await using (var reader = await batch.ExecuteReaderAsync(token))
            await collector.TakeAsync(reader, token);
        return new CatalogSnapshot(collector.Facts, rows.Unread);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }
}
