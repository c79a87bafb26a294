namespace Lockkeeper.Evidence;

/// <summary>Staging before it was copied and after the copy was made, to show that it was only read. It is not contacted later.</summary>
/// <param name="Target">The server as it introduced itself.</param>
/// <param name="BackupSha256">Hash of the manifest of the backup that the copy was restored from.</param>
/// <param name="FingerprintBefore">Hash of the catalog in the backup's snapshot.</param>
/// <param name="FingerprintAfter">The same after the copy was made.</param>
/// <param name="WritesBefore">Rows that the server had counted as inserted, updated or deleted in tables that are not its own.</param>
/// <param name="WritesAfter">The same after the copy was made.</param>
/// <param name="Changed">Tables whose rows were otherwise afterwards.</param>
public sealed record StagingEvidence(
    TargetIdentity Target,
    string BackupSha256,
    string FingerprintBefore,
    string FingerprintAfter,
    long WritesBefore,
    long WritesAfter,
    IReadOnlyList<string> Changed)
{
    /// <summary>Whether nothing at all was written meanwhile. Where others work on staging their writes make it false.</summary>
    public bool Unchanged =>
        string.Equals(FingerprintBefore, FingerprintAfter, StringComparison.Ordinal) && WritesBefore == WritesAfter && Changed.Count == 0;
}
