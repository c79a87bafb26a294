namespace Lockkeeper.Evidence;

/// <summary>What a rollback brought back, committed and compared.</summary>
/// <param name="Deployment">The deployment that was undone.</param>
/// <param name="Versions">The migrations that were taken out of the history.</param>
/// <param name="Steps">What was done, a line each.</param>
/// <param name="Restored">Objects that are there again.</param>
/// <param name="Dropped">Objects that the deployment had added.</param>
/// <param name="Altered">Objects that have their old definition again.</param>
/// <param name="Rows">The rows that came back.</param>
/// <param name="Locks">Relation locks that the transaction held at its end, AccessShareLock left out.</param>
/// <param name="Attempts">How many times it was begun; more than one means that locks were waited for.</param>
/// <param name="Seconds">From BEGIN to COMMIT of the attempt that succeeded.</param>
/// <param name="FingerprintBefore">Hash of the catalog before the deployment.</param>
/// <param name="FingerprintAfter">Hash of the catalog that the rollback left.</param>
/// <param name="Notes">What a person should know and nothing refuses, a sentence each.</param>
public sealed record RollbackEvidence(
    string Deployment,
    IReadOnlyList<string> Versions,
    IReadOnlyList<string> Steps,
    IReadOnlyList<string> Restored,
    IReadOnlyList<string> Dropped,
    IReadOnlyList<string> Altered,
    IReadOnlyList<ReturnedRows> Rows,
    IReadOnlyList<HeldLock> Locks,
    int Attempts,
    double Seconds,
    string FingerprintBefore,
    string FingerprintAfter,
    IReadOnlyList<string> Notes);

/// <summary>Rows that a rollback brought back from the backup, or took away again.</summary>
/// <param name="Table">Qualified name.</param>
/// <param name="Returned">Rows that were gone and are there again, or have their old values again.</param>
/// <param name="Removed">Rows that the deployment had inserted.</param>
public sealed record ReturnedRows(string Table, long Returned, long Removed);
