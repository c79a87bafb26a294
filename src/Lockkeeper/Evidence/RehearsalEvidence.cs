namespace Lockkeeper.Evidence;

/// <summary>The plan run on a copy that was restored from the backup. It speaks for that backup, that plan and that catalog only.</summary>
/// <param name="BackupSha256">Hash of the manifest of the backup that was restored.</param>
/// <param name="FolderSha256">Hash over all files of the folder.</param>
/// <param name="Versions">The pending migrations, in the order in which they were applied.</param>
/// <param name="Fingerprint">Hash of the target's catalog, which the copy is a restored form of.</param>
/// <param name="WithRows">Whether the copy held the target's rows; without them durations, scans and bytes mean nothing.</param>
/// <param name="Engine">What applied the migrations: <c>npgsql</c> or <c>supabase-cli</c>, as production's will be.</param>
/// <param name="Applied">Whether all of them were applied and every header and digest held.</param>
/// <param name="RolledBack">Whether they were rolled back afterwards.</param>
/// <param name="FingerprintRestored">Whether catalog and rows then were as before.</param>
/// <param name="Seconds">How long all of it took.</param>
/// <param name="Migrations">What was applied, in order.</param>
/// <param name="Notes">What was otherwise than in production, or could not be shown, a sentence each.</param>
public sealed record RehearsalEvidence(
    string BackupSha256,
    string FolderSha256,
    IReadOnlyList<string> Versions,
    string Fingerprint,
    bool WithRows,
    string Engine,
    bool Applied,
    bool RolledBack,
    bool FingerprintRestored,
    double Seconds,
    IReadOnlyList<RehearsedMigration> Migrations,
    IReadOnlyList<string> Notes);

/// <summary>A migration on the copy.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Name">Its name.</param>
/// <param name="Seconds">From BEGIN to COMMIT, the tracing left out: how long its locks are held where nobody is in the way.</param>
/// <param name="Locks">Relation locks that its transaction held at its end, AccessShareLock left out.</param>
/// <param name="Statements">What each of its statements did; empty where an engine applied it that cannot be traced.</param>
public sealed record RehearsedMigration(
    string Version, string Name, double Seconds, IReadOnlyList<HeldLock> Locks, IReadOnlyList<TracedStatement> Statements);

/// <summary>What one statement did, on a server that nobody else used.</summary>
/// <param name="Statement">Its number in the file, from 1.</param>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Seconds">How long the server took.</param>
/// <param name="WalBytes">Write-ahead log: what was written, and the size of new files that this server need not log.</param>
/// <param name="Locks">Relation locks that were new with it, AccessShareLock left out; they are held to the end of the transaction.</param>
/// <param name="Scans">Tables that were read from one end to the other.</param>
/// <param name="Rewrites">Files that were made anew.</param>
public sealed record TracedStatement(
    int Statement, int Line, double Seconds, long WalBytes, IReadOnlyList<HeldLock> Locks, IReadOnlyList<TableScan> Scans, IReadOnlyList<Rewrite> Rewrites);

/// <summary>A table that was read from one end to the other.</summary>
/// <param name="Table">Qualified name.</param>
/// <param name="Scans">How many times.</param>
/// <param name="Rows">Rows that were read, in all of them.</param>
public sealed record TableScan(string Table, long Scans, long Rows);

/// <summary>A relation that was given a new file.</summary>
/// <param name="Relation">Qualified name.</param>
/// <param name="Kind">In which way.</param>
/// <param name="Bytes">Size of the new file.</param>
public sealed record Rewrite(string Relation, RewriteKind Kind, long Bytes);

/// <summary>How a relation came to a new file.</summary>
public enum RewriteKind
{
    /// <summary>Every row of the table was written again.</summary>
    Rewritten,

    /// <summary>The table was emptied.</summary>
    Emptied,

    /// <summary>An index was built on a table that was there before.</summary>
    IndexBuilt,

    /// <summary>An index that was there before was built again.</summary>
    IndexRebuilt,
}
