using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Pipeline.Backup.Encryption;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Rollback;

/// <summary>A deployment of an earlier run, read from its folder and checked: what is not exactly what was recorded is refused by name.</summary>
internal sealed class RecordedDeployment(DeployOptions options)
{
    /// <summary>The one that <c>--deployment</c> names, else the environment's last one that committed something.</summary>
    /// <param name="target">The database that is to be rolled back.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="DeployFailure">Refused: there is none, it is of another target, or its folder or backup is not what was recorded.</exception>
    public async Task<DeploymentRecord> ReadAsync(TargetIdentity target, CancellationToken token)
    {
        var (folder, events) = Find();
        var of = events.OfType<TargetIdentified>().LastOrDefault()?.Target;
        if (of is null || !of.IsSameDatabaseAs(target))
        {
            throw DeployFailure.Refused(
                FailureCode.WrongTarget,
                $"The deployment {folder.Id} was to {of?.ToString() ?? "an unknown target"} (system identifier {of?.SystemIdentifier ?? "not known"}), and {options.Environment} is {target} "
                + $"(system identifier {target.SystemIdentifier ?? "not known"}).",
                "Name a deployment of this target with --deployment=ID.");
        }

        var taken = events.OfType<BackupTaken>().LastOrDefault()?.Backup ?? throw Missing(folder, "its ledger names no backup.");
        var stored = await OpenBackupAsync(folder, taken, options.Backup.Identity, token);
        var (before, after) = await DeploymentCatalogs.ReadAsync(folder, token);
        return DeploymentRecord.From(folder.Id, stored, before, after, events);
    }

    /// <summary>Opens the backup of a deployment and makes sure that it is the one that the ledger tells of.</summary>
    /// <exception cref="DeployFailure">Refused: a file is damaged or missing, or it is another backup.</exception>
    internal static async Task<StoredBackup> OpenBackupAsync(DeploymentFolder folder, BackupEvidence taken, BackupIdentity identity, CancellationToken token)
    {
        // Artifacts are carried from machine to machine; their backup then lies beside the ledger.
        var stored = await StoredBackup.OpenAsync(Directory.Exists(taken.Path) ? taken.Path : folder.File("backup"), identity, token);
        if (!taken.Target.IsSameDatabaseAs(stored.Manifest.Target))
        {
            throw DeployFailure.Refused(
                FailureCode.WrongTarget,
                $"The backup in {stored.Evidence.Path} is of another target: its manifest says {stored.Manifest.Target}, the ledger of {folder.Id} says {taken.Target}.",
                "Bring back the backup of that deployment.");
        }

        return string.Equals(taken.Sha256, stored.Evidence.Sha256, StringComparison.Ordinal)
            ? stored
            : throw StoredBackup.Refused(
                stored.Evidence.Path,
                [new(BackupManifest.FileName, $"has the hash {stored.Evidence.Sha256}; the ledger of {folder.Id} says {taken.Sha256}.", "It was written anew after the backup was taken.")]);
    }

    private (DeploymentFolder Folder, IReadOnlyList<LedgerEvent> Events) Find()
    {
        if (options.DeploymentId is { } id)
        {
            var folder = DeploymentFolder.Open(options.ArtifactsFolder, id);
            var events = Whole(folder);
            return events.OfType<MigrationCommitted>().Any() ? (folder, events) : throw Missing(folder, "it committed no migration.");
        }

        foreach (var folder in DeploymentFolder.All(options.ArtifactsFolder))
        {
            var reading = TryRead(folder);
            if (reading?.Entries is [{ Event: DeploymentOpened opened }, ..] && string.Equals(opened.Environment, options.Environment, StringComparison.OrdinalIgnoreCase)
                && reading.Entries.Any(e => e.Event is MigrationCommitted))
            {
                return (folder, Whole(folder));
            }
        }

        throw DeployFailure.Refused(
            FailureCode.EvidenceMissing,
            $"No deployment of {options.Environment} that committed a migration is in {options.ArtifactsFolder}.",
            "Give the folder in which it is with --artifacts=DIR, and --deployment=ID.");
    }

    // One that cannot be read at all is nobody's last deployment; one that was edited is refused when it is chosen.
    private static LedgerReading? TryRead(DeploymentFolder folder)
    {
        try
        {
            return LedgerFile.Read(folder);
        }
        catch (DeployFailure)
        {
            return null;
        }
    }

    private static IReadOnlyList<LedgerEvent> Whole(DeploymentFolder folder)
    {
        var reading = LedgerFile.Read(folder);
        return reading.Break is { IsTampering: true } broken ? throw Missing(folder, broken.ToString()) : [.. reading.Entries.Select(e => e.Event)];
    }

    private static DeployFailure Missing(DeploymentFolder folder, string why) => DeployFailure.Refused(
        FailureCode.EvidenceMissing, $"The deployment {folder.Id} cannot be rolled back: {why}", "Name another deployment with --deployment=ID.");
}
