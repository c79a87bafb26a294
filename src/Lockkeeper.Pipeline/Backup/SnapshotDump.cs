using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Live;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Data;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tools;
using Npgsql;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Dumps one exported snapshot, and reads in the same one what the manifest says about it.</summary>
internal sealed class SnapshotDump(DeployOptions options, PipelineServices services, TargetDatabase target, TargetIdentity identity, ClientTools tools)
{
    /// <summary>The roles, which no dump of a database has.</summary>
    private const string Roles = "roles.sql";

    /// <summary>Writes the dump, the catalog and the roles.</summary>
    /// <returns>The manifest of these files, which is not written yet, and the catalog.</returns>
    public async Task<(BackupManifest Manifest, CatalogSnapshot Catalog)> RunAsync(string folder, CancellationToken token)
    {
        var taken = services.Time.GetUtcNow();
        // Its transaction must stay open until pg_dump and the digests have joined its snapshot.
        await using var snapshot = await SnapshotReading.ExportAsync(target, options.Backup.LockTimeout, token);
        await BackupRoom.RequireAsync(snapshot.Connection, Path.GetDirectoryName(Path.GetDirectoryName(folder)!)!, services, token);
        var waits = new DumpWaits(target, options.Backup.LockTimeout, services);
        await waits.TellBeforeAsync(snapshot.Connection, token);
        var before = await BesideTables.SequencesAsync(snapshot.Connection, token);

        var (catalog, needs, objects, tables) = await DumpAsync(snapshot, waits, folder, token);
        IReadOnlyList<SequenceValue> after;
        await using (var now = await target.ConnectAsync(token)) after = await BesideTables.SequencesAsync(now, token);
        await RoleDump.RunAsync(tools, target.Settings, Path.Combine(folder, Roles), token);
        await BackupCatalog.WriteAsync(folder, catalog, token);
        return (new BackupManifest(
            BackupManifest.CurrentSchema, identity, tools.Version, snapshot.Name, taken, Fingerprint.Of(catalog), needs, tables,
            await BackupManifest.HashAsync(folder, token), options.Environment, SequenceRange.Between(before, after), objects, Encryption: null), catalog);
    }

    private async Task<(CatalogSnapshot Catalog, Postgres.Restoring.RestoreNeeds Needs, LargeObjects LargeObjects, IReadOnlyList<TableDigest> Tables)> DumpAsync(
        SnapshotReading snapshot, DumpWaits waits, string folder, CancellationToken token)
    {
        services.Progress.Report($"pg_dump {tools.Version}{(tools.InContainer ? $" of the image postgres:{tools.Major}" : "")} with {options.Backup.Jobs} jobs");
        var count = await snapshot.CountAsync(token);
        var dump = new PgDumpOptions { Folder = folder, Jobs = options.Backup.Jobs, Snapshot = snapshot.Name, LockWaitTimeout = options.Backup.LockTimeout };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(token);
        var watching = waits.WatchAsync(over.Token);
        try
        {
            await using var shown = ShownWork.Begin(services, since => DumpFiles.Count(folder) is var (bytes, begun) ? new LongWork("pg_dump", since, bytes, AllBytes: null, begun, count) : null!);
            var dumping = StoppingOthers(PgDump.RunAsync(tools, target.Settings, dump, stop.Token), stop);
            var reading = StoppingOthers(snapshot.CatalogAsync(stop.Token), stop);
            var digesting = StoppingOthers(snapshot.TablesAsync(stop.Token), stop);
            // While the tables are being dumped they are in the server's memory anyway.
            await Task.WhenAll(dumping, reading, digesting);
            var (catalog, needs, objects) = await reading;
            return (catalog, needs, objects, await digesting);
        }
        catch (Exception e) when (waits.Last.Count > 0 && IsLockTimeout(e))
        {
            throw DeployFailure.NothingChanged(
                FailureCode.BackupFailed, FailureSource.Server, $"{(e as PostgresException)?.MessageText ?? e.Message}\nIt waited for: {string.Join("; ", waits.Last)}",
                "Wait until that session is done, or end it, then run the same command again; the database was only read.", e);
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    // A session that reads beside pg_dump, or pg_dump, whose --lock-wait-timeout is a statement_timeout.
    private static bool IsLockTimeout(Exception e) =>
        e is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable }
        || (e is DeployFailure && e.Message.Contains("timeout", StringComparison.Ordinal) && e.Message.Contains("LOCK TABLE", StringComparison.Ordinal));

    // One that fails ends the others; the failure, not their being cancelled, is what Task.WhenAll tells.
    private static async Task<T> StoppingOthers<T>(Task<T> work, CancellationTokenSource stop)
    {
        try
        {
            return await work;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }
}
