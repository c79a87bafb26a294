using System.Data;
using Lockkeeper.Evidence;
using Npgsql;

namespace Lockkeeper.Postgres.Data;

/// <summary>Digests of several tables, all of one snapshot.</summary>
/// <param name="Tables">Ordered by name.</param>
/// <param name="Unmatched">The patterns that no table matched.</param>
public sealed record DigestedTables(IReadOnlyList<TableDigest> Tables, IReadOnlyList<string> Unmatched);

/// <summary>
/// Row count and order-independent content digest of tables. Columns are taken by name, so neither their order nor dropped columns
/// matter. Rows that row security would hide make it fail with 42501 instead of digesting a part.
/// </summary>
public static class DataDigest
{
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="patterns">
    /// Qualified names, or patterns such as <c>documents.*</c>. A pattern with a star leaves partitions to their partitioned table.
    /// </param>
    /// <param name="snapshot">An exported snapshot to read from, or null for the present.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="FormatException">A pattern cannot be read.</exception>
    /// <exception cref="PostgresException">The server refused or failed a query.</exception>
    public static Task<DigestedTables> ReadAsync(
        NpgsqlConnection connection, IReadOnlyList<string> patterns, string? snapshot, CancellationToken token) =>
        ReadAsync(connection, patterns, snapshot, columns: null, token);

    /// <summary>
    /// Every table whose rows pg_dump dumps, except partitions, which belong to their partitioned table: to compare a restored copy with
    /// its original.
    /// </summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="snapshot">An exported snapshot to read from, or null for the present.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="PostgresException">The server refused or failed a query.</exception>
    public static async Task<IReadOnlyList<TableDigest>> ReadDumpedAsync(NpgsqlConnection connection, string? snapshot, CancellationToken token) =>
        (await ReadAsync(connection, [TablePattern.Parse("*.*")], t => t.IsDumped, snapshot, columns: null, token)).Tables;

    /// <summary>Rows and digests of some tables as an open transaction sees them, its own rows included.</summary>
    /// <param name="transaction">The open transaction; a savepoint puts its settings back.</param>
    /// <param name="tables">Qualified names, quoted where PostgreSQL would quote them. One that does not exist is left out.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="PostgresException">The server refused or failed a query.</exception>
    public static async Task<IReadOnlyList<TableDigest>> ReadWithinAsync(NpgsqlTransaction transaction, IReadOnlyCollection<string> tables, CancellationToken token)
    {
        const string Savepoint = "lockkeeper_digest";
        if (tables.Count == 0) return [];
        var connection = transaction.Connection ?? throw new InvalidOperationException("The transaction is already complete.");
        await transaction.SaveAsync(Savepoint, token);
        await DigestQueries.PinSettingsAsync(connection, token);
        var wanted = (await DigestQueries.TablesAsync(connection, token)).Where(t => tables.Contains(t.Name, StringComparer.Ordinal)).ToList();
        await DigestQueries.AddColumnsAsync(connection, wanted, token);
        var digests = await DigestQueries.DigestAsync(connection, wanted, columns: null, token);
        await transaction.RollbackAsync(Savepoint, token);
        await transaction.ReleaseAsync(Savepoint, token);
        return digests;
    }

    /// <summary>The columns of every table, by its name as <see cref="TableDigest.Table"/> writes it.</summary>
    /// <exception cref="PostgresException">The server refused or failed a query.</exception>
    public static async Task<IReadOnlyDictionary<string, IReadOnlyList<string>>> ColumnsAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var tables = await DigestQueries.TablesAsync(connection, token);
        await DigestQueries.AddColumnsAsync(connection, tables, token);
        return tables.ToDictionary(t => t.Name, t => (IReadOnlyList<string>)[.. t.Columns.Select(c => c.Name)], StringComparer.Ordinal);
    }

    /// <summary>How many tables with rows of their own pg_dump dumps, partitions among them.</summary>
    public static async Task<int> CountDumpedAsync(NpgsqlConnection connection, CancellationToken token) =>
        (await DigestQueries.TablesAsync(connection, token)).Count(t => t is { IsDumped: true, IsPartitioned: false });

    /// <summary>Whether one of the patterns means a table, whose name is given without quotes.</summary>
    /// <exception cref="FormatException">A pattern cannot be read.</exception>
    public static Func<(string Schema, string Table), bool> Matcher(IReadOnlyList<string> patterns)
    {
        var wanted = patterns.Select(TablePattern.Parse).ToList();
        return table => wanted.Exists(p => p.Matches(table.Schema, table.Table));
    }

    /// <summary>The same over chosen columns only: those that a table has before and after a change, for instance.</summary>
    /// <param name="connection">An open connection without a transaction.</param>
    /// <param name="patterns">Qualified names or patterns.</param>
    /// <param name="snapshot">An exported snapshot to read from, or null for the present.</param>
    /// <param name="columns">
    /// Column names by table name, as <see cref="TableDigest.Table"/> writes it. Tables that are not in it are digested whole; a column
    /// that a table does not have is an error of the caller.
    /// </param>
    /// <param name="token">Ends the reading.</param>
    public static Task<DigestedTables> ReadAsync(
        NpgsqlConnection connection,
        IReadOnlyList<string> patterns,
        string? snapshot,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? columns,
        CancellationToken token) =>
        ReadAsync(connection, [.. patterns.Select(TablePattern.Parse)], _ => true, snapshot, columns, token);

    private static async Task<DigestedTables> ReadAsync(
        NpgsqlConnection connection,
        List<TablePattern> wanted,
        Func<DigestTable, bool> also,
        string? snapshot,
        IReadOnlyDictionary<string, IReadOnlyList<string>>? columns,
        CancellationToken token)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, token);
        await DigestQueries.PinAsync(connection, snapshot, token);

        var all = await DigestQueries.TablesAsync(connection, token);
        var tables = all.Where(t => also(t) && wanted.Exists(p => t.IsMeantBy(p))).OrderBy(t => t.Name, StringComparer.Ordinal).ToList();
        var unmatched = wanted.Where(p => !all.Exists(t => t.IsMeantBy(p))).Select(p => p.Text).ToList();

        await DigestQueries.AddColumnsAsync(connection, tables, token);
        var digests = await DigestQueries.DigestAsync(connection, tables, columns, token);
        await transaction.CommitAsync(token);
        return new DigestedTables(digests, unmatched);
    }
}
