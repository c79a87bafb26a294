using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline;

/// <summary>Settings that this version knows and does not honour: it is safer to stop than to leave out what was asked for.</summary>
internal static class NotInThisVersion
{
    /// <summary>Refuses before anything is contacted.</summary>
    public static void Refuse(DeployOptions options)
    {
        List<Problem> problems = [];
        if (options.Backup.EncryptTo is not null)
            problems.Add(new("backup.encryptTo", "backups cannot be encrypted in this version.", "Remove the key, and keep the folder on an encrypted disk."));
        if (problems.Count > 0) throw DeployFailure.BadConfiguration(problems);
    }
}
