using Lockkeeper.Catalog;
using Lockkeeper.Contracts.Bodies;
using Lockkeeper.Postgres.Catalog;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>
/// Finds the routines that a change broke: their bodies name something that is gone, and the server keeps no dependency that would have stopped
/// it. Views, policies and defaults have dependencies and can break only through a routine.
/// </summary>
public static class BrokenRoutines
{
    private static readonly string RoutinesSql = EmbeddedSql.Read("Contract.routines");

    /// <summary>
    /// Asks nothing where nothing is gone, else once for the routines with such a name in their body, and once more to have the server check them:
    /// plpgsql_check where it is installed, the validator for SQL. Where neither can, the body is searched.
    /// </summary>
    /// <param name="transaction">After the change. A savepoint takes back what the questions set and locked.</param>
    /// <param name="change">What has changed.</param>
    /// <param name="before">The catalog before it.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="PostgresException">The server refused a query, or a lock was not to be had in time.</exception>
    public static async Task<RoutineFindings> FindAsync(
        NpgsqlTransaction transaction, CatalogChange change, CatalogSnapshot before, CancellationToken token)
    {
        var gone = GoneNames.In(change, before);
        if (gone.Count == 0) return RoutineFindings.None;
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction is already complete.");
        var routines = await CandidatesAsync(connection, gone, token);
        var answers = await RoutineChecks.AskAsync(connection, routines, token);
        return RoutineJudgement.Of(routines, answers, gone);
    }

    /// <summary>The same for a change that is committed, in a transaction that is rolled back.</summary>
    /// <param name="connection">Open, without a transaction.</param>
    /// <param name="change">What has changed.</param>
    /// <param name="before">The catalog before it.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="PostgresException">The server refused a query.</exception>
    public static async Task<RoutineFindings> FindAsync(NpgsqlConnection connection, CatalogChange change, CatalogSnapshot before, CancellationToken token)
    {
        if (GoneNames.In(change, before).Count == 0) return RoutineFindings.None;
        await using var transaction = await connection.BeginTransactionAsync(token);
        var findings = await FindAsync(transaction, change, before, token);
        await transaction.RollbackAsync(token);
        return findings;
    }

    private static async Task<List<RoutineBody>> CandidatesAsync(NpgsqlConnection connection, IReadOnlyList<RemovedName> gone, CancellationToken token)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("savepoint lockkeeper_routines"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("set local search_path = ''"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RoutinesSql)
        {
            Parameters = { Texts(gone.Select(g => g.Column ?? g.Name)), Texts(gone.Select(g => g.Schema)), Texts(gone.Select(g => g.Column is null ? null : g.Name)) },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("rollback to savepoint lockkeeper_routines"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("release savepoint lockkeeper_routines"));

        await using var reader = await batch.ExecuteReaderAsync(token);
        var routines = new List<RoutineBody>();
        while (await reader.ReadAsync(token)) routines.Add(RoutineBody.Read(reader));
        return [.. routines.OrderBy(r => r.Object, StringComparer.Ordinal)];
    }

    private static NpgsqlParameter Texts(IEnumerable<string?> values) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };
}
