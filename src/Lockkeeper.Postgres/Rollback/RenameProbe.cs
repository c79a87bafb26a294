using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Rollback;
using Npgsql;

namespace Lockkeeper.Postgres.Rollback;

/// <summary>
/// Reads what the catalog says once some names are back, in a transaction that is rolled back at once: constraints, indexes, views and
/// policies print the names of what they use.
/// </summary>
/// <param name="target">The database.</param>
/// <param name="limits">How long to wait for locks.</param>
/// <param name="time">The clock of the back-off.</param>
/// <param name="progress">Told in words.</param>
public sealed class RenameProbe(TargetDatabase target, ApplyLimits limits, TimeProvider time, IProgress<string> progress)
{
    /// <summary>What would be otherwise in the catalog.</summary>
    /// <exception cref="Failures.DeployFailure">The names cannot be had back; nothing was changed.</exception>
    public async Task<CatalogChange> LookAsync(CatalogBaseline baseline, IReadOnlyList<UndoStatement> renames, CancellationToken token) =>
        await LockRetries.For<CatalogChange>("rollback", limits.Deadline, time, progress).ExecuteAsync(async t =>
        {
            await using var connection = await target.ConnectAsync(t);
            await using var transaction = await connection.BeginTransactionAsync(t);
            await using (var prepare = new NpgsqlCommand($"select {limits.ToColumns()}; set local search_path = ''", connection)) await prepare.ExecuteNonQueryAsync(t);
            foreach (var rename in renames) await RunAsync(connection, rename, t);
            var effect = await EffectReader.ReadAsync(transaction, baseline, t);
            await transaction.RollbackAsync(t);
            return effect.Change;
        }, token);

    internal static async Task RunAsync(NpgsqlConnection connection, UndoStatement rename, CancellationToken token)
    {
        try
        {
            await using var command = new NpgsqlCommand(rename.Sql, connection);
            await command.ExecuteNonQueryAsync(token);
        }
        catch (PostgresException e) when (!StatementFailures.EndsSession(e))
        {
            throw UndoFailures.Of(e, rename.Object);
        }
    }
}
