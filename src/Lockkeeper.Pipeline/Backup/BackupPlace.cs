using System.Text.RegularExpressions;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Where the backup of a deployment goes, and where earlier ones are: below backup.directory, or each beside its ledger.</summary>
internal sealed partial class BackupPlace(DeployOptions options, DeploymentFolder deployment)
{
    private const string BesideLedger = "backup";

    /// <summary>The folder of this deployment's backup; it does not exist yet.</summary>
    public string Folder { get; } =
        options.Backup.Directory is { } directory ? Path.Combine(directory, deployment.Id) : deployment.File(BesideLedger);

    /// <summary>The folder that it is made in.</summary>
    public string Parent => Path.GetDirectoryName(Folder)!;

    /// <summary>All backups that are there, each with the id of the deployment that took it.</summary>
    public IReadOnlyList<(string Id, string Folder)> Existing() => [.. Places("").Where(p => File.Exists(Path.Combine(p.Folder, BackupManifest.FileName)))];

    /// <summary>What unfinished backups, running or interrupted, have made.</summary>
    public IReadOnlyList<string> Partial() => [.. Places(PartialBackup.Suffix).Select(p => p.Folder)];

    private IEnumerable<(string Id, string Folder)> Places(string suffix)
    {
        if (options.Backup.Directory is { } directory)
        {
            return Below(directory, "*" + suffix)
                .Select(folder => (Id: Path.GetFileName(folder)[..^suffix.Length], folder))
                // Whatever else lies in a folder that a person has named is not ours.
                .Where(p => Id().IsMatch(p.Id));
        }

        return Below(Path.GetDirectoryName(deployment.Path)!, "*")
            .Where(folder => new DirectoryInfo(folder).LinkTarget is null)
            .Select(folder => (Path.GetFileName(folder), Path.Combine(folder, BesideLedger + suffix)))
            .Where(p => Directory.Exists(p.Item2));
    }

    private static IEnumerable<string> Below(string folder, string pattern) => Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, pattern) : [];

    [GeneratedRegex(@"\A[0-9]{8}T[0-9]{6}Z-.+-[0-9a-f]{6}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();
}
