using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tools;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Dumps one snapshot of the target with pg_dump, says in a manifest what was dumped, and restores it to prove that.</summary>
public sealed class BackupPhase(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    /// <summary>Takes the backup; it stands under its name only when it is complete.</summary>
    /// <returns>The evidence, and the copy that proves it, which the caller disposes; null where nothing was to be restored.</returns>
    /// <exception cref="DeployFailure">It could not be taken, or a restored copy is not the same.</exception>
    public async Task<(BackupEvidence Evidence, RestoredCopy? Copy)> RunAsync(TargetDatabase target, TargetIdentity identity, DeploymentFolder deployment, CancellationToken token)
    {
        var tools = await ClientTools.FindAsync(identity.ServerMajor, token);
        var folder = options.Backup.Directory is { } directory ? Path.Combine(directory, deployment.Id) : Path.Combine(deployment.Path, "backup");
        var stored = await TakeAsync(target, identity, tools, folder, token);
        var evidence = stored.Evidence;
        try
        {
            var copy = await new BackupProof(options, services).RunAsync(stored, token);
            evidence = evidence with { Verified = copy is { HasRows: true } };
            return (evidence, copy);
        }
        finally
        {
            // Also when it could not be proven it is there, and the report says where.
            record(new BackupTaken(evidence));
        }
    }

    private async Task<StoredBackup> TakeAsync(TargetDatabase target, TargetIdentity identity, ClientTools tools, string folder, CancellationToken token)
    {
        var partial = folder + ".partial";
        PrivateFolder.Create(Path.GetDirectoryName(folder)!);
        try
        {
            var stored = await DumpAsync(target, identity, tools, partial, token);
            Directory.Move(partial, folder);
            return stored with { Evidence = stored.Evidence with { Path = folder } };
        }
        catch
        {
            // A half-written dump must never be taken for a backup.
            if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
            throw;
        }
    }

    private async Task<StoredBackup> DumpAsync(
        TargetDatabase target, TargetIdentity identity, ClientTools tools, string partial, CancellationToken token)
    {
        var taken = services.Time.GetUtcNow();
        // Its transaction must stay open until pg_dump and the digests have joined its snapshot.
        await using var snapshot = await SnapshotReading.ExportAsync(target, token);

        services.Progress.Report($"pg_dump {tools.Version} with {options.Backup.Jobs} jobs");
        var dump = new PgDumpOptions { Folder = partial, Jobs = options.Backup.Jobs, Snapshot = snapshot.Name };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var dumping = StoppingOthers(PgDump.RunAsync(tools, target.Settings, dump, stop.Token), stop);
        var reading = StoppingOthers(snapshot.CatalogAsync(stop.Token), stop);
        var digesting = StoppingOthers(snapshot.TablesAsync(stop.Token), stop);
        // While the tables are being dumped they are in the server's memory anyway.
        await Task.WhenAll(dumping, reading, digesting);

        var (catalog, needs) = await reading;
        await BackupCatalog.WriteAsync(partial, catalog, token);
        var manifest = new BackupManifest(
            BackupManifest.CurrentSchema, identity, tools.Version, snapshot.Name, taken, Fingerprint.Of(catalog), needs, await digesting,
            await BackupManifest.HashAsync(partial, token));
        return new StoredBackup(await manifest.WriteAsync(partial, token), manifest, catalog);
    }

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
