using System.Collections.Concurrent;
using System.Data;
using Lockkeeper.Catalog;
using Npgsql;

namespace Lockkeeper.Postgres.Catalog;

/// <summary>Reads the same facts as <see cref="CatalogReader"/> over several connections that share one exported snapshot.</summary>
public static class ParallelCatalogReader
{
    /// <param name="source">Opens the connections. It must not lead to a transaction pooler.</param>
    /// <param name="connections">How many to use, at least one.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="PostgresException">The server refused or failed a query.</exception>
    /// <exception cref="NpgsqlException">A connection failed.</exception>
    public static async Task<CatalogSnapshot> ReadAsync(NpgsqlDataSource source, int connections, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(connections, 1);
        await using var leader = await source.OpenConnectionAsync(token);
        await using var transaction = await leader.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
        var snapshot = await ExportAsync(leader, token);
        var rows = await RowFacts.ProbeAsync(leader, token);

        var queue = new ConcurrentQueue<string>(CatalogQueries.Kinds.Concat(rows.Queries));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var readers = Enumerable.Range(1, connections - 1).Select(_ => FollowAsync(source, snapshot, queue, stop)).ToList();
        readers.Add(StoppingOthers(DrainAsync(leader, queue, stop.Token), stop));
        var facts = await Task.WhenAll(readers);
        return new CatalogSnapshot(facts.SelectMany(f => f), rows.Unread);
    }

    private static async Task<string> ExportAsync(NpgsqlConnection leader, CancellationToken token)
    {
        await using var command = new NpgsqlCommand("set transaction read only; select pg_export_snapshot()", leader);
        return (string)(await command.ExecuteScalarAsync(token))!;
    }

    private static Task<List<CatalogFact>> FollowAsync(
        NpgsqlDataSource source, string snapshot, ConcurrentQueue<string> queue, CancellationTokenSource stop) =>
        StoppingOthers(JoinAndDrainAsync(source, snapshot, queue, stop.Token), stop);

    private static async Task<List<CatalogFact>> JoinAndDrainAsync(
        NpgsqlDataSource source, string snapshot, ConcurrentQueue<string> queue, CancellationToken token)
    {
        await using var connection = await source.OpenConnectionAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
        await using (var join = new NpgsqlCommand($"set transaction snapshot '{snapshot}'; set transaction read only; {CatalogQueries.Session}", connection))
            await join.ExecuteNonQueryAsync(token);
        return await DrainAsync(connection, queue, token);
    }

    private static async Task<List<CatalogFact>> DrainAsync(NpgsqlConnection connection, ConcurrentQueue<string> queue, CancellationToken token)
    {
        var collector = new FactCollector();
        while (queue.TryDequeue(out var query))
        {
            await using var command = new NpgsqlCommand(query, connection);
            await using var reader = await command.ExecuteReaderAsync(token);
            await collector.TakeAsync(reader, token);
        }

        return collector.Facts;
    }

    // One failed connection ends the others; the first failure is the one that Task.WhenAll tells.
    private static async Task<List<CatalogFact>> StoppingOthers(Task<List<CatalogFact>> reading, CancellationTokenSource stop)
    {
        try
        {
            return await reading;
        }
        catch (Exception)
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
