using System.Globalization;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Restoring;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>Whether the copy has room: better said before an hour of restoring than after it.</summary>
internal static class ProofRoom
{
    public static void Require(LocalCluster cluster, RestoreNeeds needs)
    {
        // A container's data is not in the folder, and Docker does not tell how much room it has.
        if (!Directory.Exists(Path.Combine(cluster.Folder, "data"))) return;
        var free = new DriveInfo(cluster.Folder).AvailableFreeSpace;
        if (free > needs.Bytes) return;
        throw DeployFailure.NothingChanged(
            FailureCode.BackupFailed,
            FailureSource.Us,
            string.Create(CultureInfo.InvariantCulture, $"the copy needs {needs.Bytes:N0} bytes, and {Path.GetDirectoryName(cluster.Folder)} has {free:N0} free."),
            "Set TMPDIR to a folder with more room, then run the same command again.");
    }
}
