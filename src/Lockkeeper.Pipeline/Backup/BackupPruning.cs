using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>
/// Removes the oldest backups beyond backup.keep. Only those that were proven, of the same environment and database, and that no deployment
/// may still need; and only after a newer one is complete and proven.
/// </summary>
internal sealed class BackupPruning(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    public void Run(BackupPlace place, BackupManifest taken)
    {
        var needed = new NeededBackups(options.ArtifactsFolder);
        var old = place.Existing()
            .Select(backup => Proven(backup.Id, backup.Folder))
            .OfType<Candidate>()
            .Where(c => IsAlike(c.Manifest, taken))
            .OrderByDescending(c => c.Manifest.TakenAt)
            .Skip(options.Backup.Keep)
            .Where(c => c.Manifest.TakenAt < taken.TakenAt)
            .ToList();
        foreach (var backup in old)
        {
            if (needed.Why(backup.Id) is { } why) services.Progress.Report($"{backup.Folder} is kept beyond backup.keep: {why}");
            else Remove(backup);
        }
    }

    private void Remove(Candidate backup)
    {
        var bytes = backup.Manifest.Files.Sum(f => f.Bytes);
        try
        {
            // Renamed first: half of a backup must not stand under its name.
            Directory.Move(backup.Folder, backup.Folder + PartialBackup.Suffix);
            Directory.Delete(backup.Folder + PartialBackup.Suffix, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            services.Progress.Report($"the old backup {backup.Folder} could not be removed: {e.Message}");
            return;
        }

        record(new BackupPruned(backup.Folder, backup.Manifest.TakenAt, bytes));
        services.Progress.Report(string.Create(
            CultureInfo.InvariantCulture,
            $"removed the backup {backup.Folder} of {backup.Manifest.TakenAt.UtcDateTime:u} ({bytes:N0} bytes): backup.keep is {options.Backup.Keep}"));
    }

    // A rehearsal's throwaway database is another one each time.
    private bool IsAlike(BackupManifest one, BackupManifest taken) =>
        string.Equals(one.Environment, taken.Environment, StringComparison.Ordinal) && (options.IsLocal || one.Target.IsSameDatabaseAs(taken.Target));

    private static Candidate? Proven(string id, string folder)
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, BackupManifest.FileName));
            return ProofMark.IsOn(folder, BackupManifest.Hex(SHA256.HashData(bytes)))
                && JsonSerializer.Deserialize(bytes, ManifestJson.Default.BackupManifest) is { Schema: BackupManifest.CurrentSchema } manifest
                ? new Candidate(id, folder, manifest)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // What cannot be read is not known to be proven.
            return null;
        }
    }

    private sealed record Candidate(string Id, string Folder, BackupManifest Manifest);
}
