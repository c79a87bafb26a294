namespace Lockkeeper.Evidence;

/// <summary>A backup that was taken.</summary>
/// <param name="Target">What was dumped.</param>
/// <param name="Path">The backup's folder.</param>
/// <param name="Bytes">Size of all its files.</param>
/// <param name="Sha256">Hash of the manifest, which holds the hash of every file.</param>
/// <param name="Snapshot">The exported snapshot that pg_dump and the digests shared.</param>
/// <param name="TakenAt">When the snapshot was taken.</param>
/// <param name="Verified">True only when it was restored and compared; this says nothing less.</param>
public sealed record BackupEvidence(
    TargetIdentity Target,
    string Path,
    long Bytes,
    string Sha256,
    string? Snapshot,
    DateTimeOffset TakenAt,
    bool Verified);
