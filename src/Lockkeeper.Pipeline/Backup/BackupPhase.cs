using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Backup.Encryption;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tools;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>
/// Dumps one snapshot of the target with pg_dump, says in a manifest what was dumped, restores it to prove that, and removes backups that are
/// older than those to be kept.
/// </summary>
public sealed class BackupPhase(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    /// <summary>Takes the backup; it stands under its name only when it is complete.</summary>
    /// <returns>The evidence, and the copy that proves it, which the caller disposes; null where nothing was to be restored.</returns>
    /// <exception cref="DeployFailure">It could not be taken, or a restored copy is not the same.</exception>
    public async Task<(BackupEvidence Evidence, RestoredCopy? Copy)> RunAsync(TargetDatabase target, TargetIdentity identity, DeploymentFolder deployment, CancellationToken token)
    {
        var tools = await ClientTools.FindAsync(identity.ServerMajor, services.Containers, token);
        if (options.Backup.EncryptTo is { } recipient) await AgeProgram.RequireAsync(recipient, token);
        var place = new BackupPlace(options, deployment);
        try
        {
            RemoveLeftovers(place);
            return await TakeAndProveAsync(new SnapshotDump(options, services, target, identity, tools), place, token);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DeployFailure.NothingChanged(
                FailureCode.BackupFailed, FailureSource.Us, $"The backup could not be written to {place.Parent}: {e.Message}",
                "Make the folder writable, with enough room, or name another as backup.directory (LOCKKEEPER_BACKUP_DIRECTORY), then run the same command again.", e);
        }
    }

    // Of an encrypted backup the plain files live as long as the copy: the rehearsed rollback reads them.
    private async Task<(BackupEvidence Evidence, RestoredCopy? Copy)> TakeAndProveAsync(SnapshotDump dump, BackupPlace place, CancellationToken token)
    {
        var partial = PartialBackup.Create(place.Folder);
        RestoredCopy? copy = null;
        try
        {
            var stored = await TakeAsync(dump, place, partial, token);
            (var evidence, copy) = await ProveAsync(stored, place, token);
            copy?.Keep(partial);
            return (evidence, copy);
        }
        finally
        {
            if (copy is null) partial.Dispose();
        }
    }

    private async Task<StoredBackup> TakeAsync(SnapshotDump dump, BackupPlace place, PartialBackup partial, CancellationToken token)
    {
        var (manifest, catalog) = await dump.RunAsync(partial.Dump, token);
        var finished = partial.Dump;
        if (options.Backup.EncryptTo is { } recipient)
        {
            services.Progress.Report($"encrypting {manifest.Files.Count} files to {recipient}");
            await EncryptedFiles.WriteAsync(partial.Dump, partial.Encrypted, recipient, token);
            finished = partial.Encrypted;
            manifest = manifest with
            {
                Encryption = new BackupEncryption(AgeProgram.Format, recipient, manifest.Files),
                Files = await BackupManifest.HashAsync(finished, token),
            };
        }

        var evidence = await manifest.WriteAsync(finished, token);
        partial.Complete(finished);
        return new StoredBackup(evidence with { Path = place.Folder }, manifest, catalog) { Plain = manifest.Encryption is null ? null : partial.Dump };
    }

    private async Task<(BackupEvidence Evidence, RestoredCopy? Copy)> ProveAsync(StoredBackup stored, BackupPlace place, CancellationToken token)
    {
        var (evidence, copy) = (stored.Evidence, (RestoredCopy?)null);
        try
        {
            copy = await new BackupProof(options, services).RunAsync(stored, token);
            evidence = evidence with { Verified = copy is { HasRows: true } };
        }
        finally
        {
            // Also when it could not be proven it is there, and the report says where.
            record(new BackupTaken(evidence));
        }

        try
        {
            if (evidence.Verified) KeepOnly(place, stored, evidence);
            return (evidence, copy);
        }
        catch
        {
            if (copy is not null) await copy.DisposeAsync();
            throw;
        }
    }

    private void KeepOnly(BackupPlace place, StoredBackup stored, BackupEvidence evidence)
    {
        ProofMark.Write(place.Folder, evidence.Sha256, services.Time.GetUtcNow());
        new BackupPruning(options, services, record).Run(place, stored.Manifest);
    }

    private void RemoveLeftovers(BackupPlace place)
    {
        foreach (var left in place.Partial().Where(p => PartialBackup.IsLeftover(p, services.Time)))
        {
            Directory.Delete(left, recursive: true);
            services.Progress.Report($"removed {left}, which an interrupted backup had left");
        }
    }
}
