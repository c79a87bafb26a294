using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Proves a backup of any age, on any machine: what VerifyBackup does. No environment's database is contacted.</summary>
public sealed class BackupVerification(DeployOptions options, PipelineServices services)
{
    /// <summary>Checks the hash of every file, then restores and compares.</summary>
    /// <returns>The evidence; verified unless <c>--rehearsal</c> asked for less than all.</returns>
    /// <exception cref="DeployFailure">
    /// It is damaged, incomplete or of another target (refused), or what was restored is not the same.
    /// </exception>
    public async Task<BackupEvidence> RunAsync(CancellationToken token)
    {
        var recorded = options.BackupFolder is null ? Recorded() : null;
        var folder = options.BackupFolder ?? recorded!.Path;
        services.Progress.Report($"reading {folder}");
        using var stored = await StoredBackup.OpenAsync(folder, options.Backup.Identity, token);
        services.Progress.Report($"every file is the one that its manifest says; of {stored.Manifest.Target}, taken at {stored.Evidence.TakenAt:u}");
        RequireSame(stored, recorded);
        await using var copy = await new BackupProof(options, services).RunAsync(stored, token);
        return stored.Evidence with { Verified = copy is { HasRows: true } };
    }

    private BackupEvidence Recorded()
    {
        var deployment = DeploymentFolder.Open(options.ArtifactsFolder, options.DeploymentId);
        var taken = LedgerFile.Read(deployment).Entries.Select(line => line.Event).OfType<BackupTaken>().LastOrDefault()?.Backup
            ?? throw DeployFailure.Refused(
                FailureCode.EvidenceMissing,
                $"The deployment {deployment.Id} took no backup.",
                "Name another one with --deployment=ID, or a backup's folder with --backup=DIR.");
        // Artifacts are carried from machine to machine; their backup then lies beside the ledger.
        return Directory.Exists(taken.Path) ? taken : taken with { Path = deployment.File("backup") };
    }

    private void RequireSame(StoredBackup stored, BackupEvidence? recorded)
    {
        var (target, expected) = (stored.Manifest.Target, options.Identity.SystemIdentifier);
        if (recorded is not null && !recorded.Target.IsSameDatabaseAs(target))
            throw OfAnother(stored, $"the ledger says that it is of {recorded.Target} (system identifier {recorded.Target.SystemIdentifier ?? "not known"})");
        if (expected is not null && target.SystemIdentifier is { } found && !string.Equals(expected, found, StringComparison.Ordinal))
            throw OfAnother(stored, $"{options.Environment} has the system identifier {expected}");
        if (recorded is not null && !string.Equals(recorded.Sha256, stored.Evidence.Sha256, StringComparison.Ordinal))
        {
            throw StoredBackup.Refused(
                stored.Evidence.Path,
                [new(BackupManifest.FileName, $"has the hash {stored.Evidence.Sha256}; the ledger says {recorded.Sha256}.", "It was written anew after the backup was taken.")]);
        }
    }

    private static DeployFailure OfAnother(StoredBackup stored, string expected) => DeployFailure.Refused(
        FailureCode.WrongTarget,
        $"The backup in {stored.Evidence.Path} is of another target: its manifest says {stored.Manifest.Target} "
        + $"(system identifier {stored.Manifest.Target.SystemIdentifier ?? "not known"}), {expected}.",
        "Name the backup that you mean with --backup=DIR.");
}
