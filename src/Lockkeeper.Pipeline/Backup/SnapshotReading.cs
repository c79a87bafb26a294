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
    // Both sessions wait for pg_dump or read large tables: the role's own limits are for its short statements.
    private const string Unlimited = "set statement_timeout = 0; set idle_in_transaction_session_timeout = 0";

    private readonly TargetDatabase _target;
    private readonly NpgsqlConnection _exporting;
    private readonly NpgsqlTransaction _transaction;

    private SnapshotReading(TargetDatabase target, NpgsqlConnection exporting, NpgsqlTransaction transaction, string name) =>
        (_target, _exporting, _transaction, Name) = (target, exporting, transaction, name);

    /// <summary>As pg_dump takes it.</summary>
    public string Name { get; }

    public static async Task<SnapshotReading> ExportAsync(TargetDatabase target, CancellationToken token)
    {
        var connection = await target.ConnectAsync(token);
        try
        {
            await ExecuteAsync(connection, Unlimited, token);
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, token);
            await using var command = new NpgsqlCommand("set transaction read only; select pg_catalog.pg_export_snapshot()", connection);
            var name = await command.ExecuteScalarAsync(token) as string
                ?? throw DeployFailure.NothingChanged(
                    FailureCode.BackupFailed, FailureSource.Server, "The server exported no snapshot.", "Run the same command again.");
            return new SnapshotReading(target, connection, transaction, name);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>The catalog in its restorable form, and what a restore needs.</summary>
    public async Task<(CatalogSnapshot Catalog, RestoreNeeds Needs)> CatalogAsync(CancellationToken token)
    {
        var needs = await RestoreNeeds.ReadAsync(_exporting, token);
        return ((await CatalogReader.ReadWithinAsync(_transaction, token)).AsRestorable(), needs);
    }

    /// <summary>Rows and digest of every table.</summary>
    public async Task<IReadOnlyList<TableDigest>> TablesAsync(CancellationToken token)
    {
        await using var reading = await _target.ConnectAsync(token);
        await ExecuteAsync(reading, Unlimited, token);
        return await DataDigest.ReadDumpedAsync(reading, Name, token);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _exporting.DisposeAsync();
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(token);
    }
}
