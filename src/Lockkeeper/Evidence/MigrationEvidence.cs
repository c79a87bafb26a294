namespace Lockkeeper.Evidence;

/// <summary>What Migrate did.</summary>
/// <param name="Target">Where.</param>
/// <param name="Applied">The migrations that this deployment applied, in order.</param>
/// <param name="Changes">What the migrations changed in the catalog.</param>
/// <param name="ChangedByOthers">What was changed meanwhile and not by them.</param>
/// <param name="Preserved">The tables that had to stay as they were.</param>
/// <param name="FingerprintBefore">Hash of the catalog before.</param>
/// <param name="FingerprintAfter">Hash of the catalog after.</param>
public sealed record MigrationEvidence(
    TargetIdentity Target,
    IReadOnlyList<AppliedMigration> Applied,
    ChangeSummary Changes,
    ChangeSummary ChangedByOthers,
    IReadOnlyList<PreservedTable> Preserved,
    string FingerprintBefore,
    string FingerprintAfter);

/// <summary>A migration that was applied and committed.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="Seconds">From BEGIN to COMMIT of the attempt that succeeded.</param>
/// <param name="Attempts">How many times it was begun; more than one means that locks were waited for.</param>
/// <param name="Locks">Relation locks that the transaction held at its end, AccessShareLock left out.</param>
/// <param name="Notices">What the server said meanwhile.</param>
public sealed record AppliedMigration(
    string Version,
    string Name,
    double Seconds,
    int Attempts,
    IReadOnlyList<HeldLock> Locks,
    IReadOnlyList<string> Notices)
{
    /// <summary>The server's number of the transaction, 64 bits in decimal digits; null where it ran in none of ours.</summary>
    public string? TransactionId { get; init; }
}

/// <summary>A relation lock that a migration held.</summary>
/// <param name="Relation">Qualified name of the relation.</param>
/// <param name="Mode">As pg_locks names it, for instance AccessExclusiveLock.</param>
public sealed record HeldLock(string Relation, string Mode);

/// <summary>Objects added, removed and altered, dependents folded under their table.</summary>
public sealed record ChangeSummary(IReadOnlyList<string> Removed, IReadOnlyList<string> Added, IReadOnlyList<string> Altered)
{
    /// <summary>Nothing changed.</summary>
    public static ChangeSummary None { get; } = new([], [], []);
}

/// <summary>Row count and content digest of a table that must be preserved.</summary>
/// <param name="Object">Qualified name.</param>
/// <param name="RowsBefore">Rows in the backup's snapshot.</param>
/// <param name="RowsAfter">Rows after the last COMMIT.</param>
/// <param name="DigestBefore">Order-independent content digest in the backup's snapshot.</param>
/// <param name="DigestAfter">The same after the last COMMIT.</param>
public sealed record PreservedTable(string Object, long RowsBefore, long RowsAfter, string DigestBefore, string DigestAfter)
{
    /// <summary>Whether rows and content are the same. On a live target other sessions' writes make it false too.</summary>
    public bool Same => RowsBefore == RowsAfter && string.Equals(DigestBefore, DigestAfter, StringComparison.Ordinal);
}
