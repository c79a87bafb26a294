using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Rollback;

namespace Lockkeeper.Postgres.Rollback;

/// <summary>A rollback with all that it needs at hand, so that nothing but SQL is done while locks are held.</summary>
/// <param name="Deployment">The deployment that is undone.</param>
/// <param name="Plan">What is done.</param>
/// <param name="Baseline">The catalog that the plan was made on, with what is needed to see from inside what changed.</param>
/// <param name="Versions">The migrations that leave the history.</param>
/// <param name="TransactionIds">The lower 32 bits of the numbers of their transactions.</param>
/// <param name="Structure">Statements that make removed objects, before their rows.</param>
/// <param name="Finishing">Statements that come after the rows.</param>
/// <param name="SequenceValues">Statements that set sequences to their values.</param>
/// <param name="RowFiles">The rows of tables by the tables' qualified names: of those that come back, and of those that get rows back.</param>
/// <param name="Expected">Rows and digests that the restored tables must have.</param>
public sealed record UndoWork(
    string Deployment,
    RollbackPlan Plan,
    CatalogBaseline Baseline,
    IReadOnlyList<string> Versions,
    IReadOnlyList<long> TransactionIds,
    IReadOnlyList<UndoStatement> Structure,
    IReadOnlyList<UndoStatement> Finishing,
    IReadOnlyList<UndoStatement> SequenceValues,
    IReadOnlyDictionary<string, string> RowFiles,
    IReadOnlyList<TableDigest> Expected);

/// <summary>A rollback that is committed.</summary>
/// <param name="Catalog">What it left.</param>
/// <param name="Rows">The rows that came back or went.</param>
/// <param name="Locks">Relation locks that it held at its end.</param>
/// <param name="Attempts">How many times it was begun.</param>
/// <param name="Seconds">From BEGIN to COMMIT of the attempt that succeeded.</param>
public sealed record Undone(CatalogSnapshot Catalog, IReadOnlyList<ReturnedRows> Rows, IReadOnlyList<HeldLock> Locks, int Attempts, double Seconds);
