using System.Globalization;
using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Postgres.Restoring;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>An exported snapshot of the target, open as long as this is, and what is read in it beside pg_dump.</summary>
internal sealed class SnapshotReading : IAsyncDisposable
{
    private readonly TargetDatabase _target;
    private readonly NpgsqlConnection _exporting;
    private readonly NpgsqlTransaction _transaction;
    private readonly TimeSpan _lockTimeout;

    private SnapshotReading(TargetDatabase target, NpgsqlConnection exporting, NpgsqlTransaction transaction, TimeSpan lockTimeout, string name) =>
        (_target, _exporting, _transaction, _lockTimeout, Name) = (target, exporting, transaction, lockTimeout, name);

    /// <summary>As pg_dump takes it.</summary>
    public string Name { get; }

    public static async Task<SnapshotReading> ExportAsync(TargetDatabase target, TimeSpan lockTimeout, CancellationToken token)
    {
        var connection = await target.ConnectAsync(token);
        try
        {
            await ExecuteAsync(connection, Limits(lockTimeout), token);
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, token);
            await using var command = new NpgsqlCommand("set transaction read only; select pg_catalog.pg_export_snapshot()", connection);
            var name = await command.ExecuteScalarAsync(token) as string
                ?? throw DeployFailure.NothingChanged(
                    FailureCode.BackupFailed, FailureSource.Server, "The server exported no snapshot.", "Run the same command again.");
            return new SnapshotReading(target, connection, transaction, lockTimeout, name);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The connection that holds the snapshot.</summary>
    public NpgsqlConnection Connection => _exporting;

    /// <summary>The catalog in its restorable form, what a restore needs, and the large objects.</summary>
    public async Task<(CatalogSnapshot Catalog, RestoreNeeds Needs, LargeObjects LargeObjects)> CatalogAsync(CancellationToken token)
    {
        var needs = await RestoreNeeds.ReadAsync(_exporting, token);
        var catalog = (await CatalogReader.ReadWithinAsync(_transaction, token)).AsRestorable();
        return (catalog, needs, await BesideTables.LargeObjectsAsync(_exporting, token));
    }

    /// <summary>How many tables pg_dump writes a file for.</summary>
    public Task<int> CountAsync(CancellationToken token) => DataDigest.CountDumpedAsync(_exporting, token);

    /// <summary>Rows and digest of every table.</summary>
    public async Task<IReadOnlyList<TableDigest>> TablesAsync(CancellationToken token)
    {
        await using var reading = await _target.ConnectAsync(token);
        await ExecuteAsync(reading, Limits(_lockTimeout), token);
        return await DataDigest.ReadDumpedAsync(reading, Name, token);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _exporting.DisposeAsync();
    }

    // Both sessions wait for pg_dump or read large tables: the role's own limits are for its short statements.
    private static string Limits(TimeSpan lockTimeout) => string.Create(
        CultureInfo.InvariantCulture,
        $"set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '{(long)lockTimeout.TotalMilliseconds}ms'");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }
}
