using System.Globalization;
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
    IReadOnlyList<TableDigest> Expected)
{
    /// <summary>Takes out of the dump what a plan needs, so that nothing but SQL is left to do while locks are held.</summary>
    /// <param name="deployment">The deployment that is undone.</param>
    /// <param name="plan">What is done.</param>
    /// <param name="baseline">The catalog that the plan was made on.</param>
    /// <param name="applied">The deployment's migrations.</param>
    /// <param name="reader">Reads the dump.</param>
    /// <param name="contents">The dump's table of contents.</param>
    /// <param name="tables">Rows and digests of the tables in the dump.</param>
    /// <param name="token">Ends the reading.</param>
    /// <exception cref="Failures.DeployFailure">The dump cannot be read; nothing was changed.</exception>
    public static async Task<UndoWork> PrepareAsync(
        string deployment, RollbackPlan plan, CatalogBaseline baseline, IReadOnlyList<AppliedMigration> applied, DumpReader reader, DumpContents contents,
        IReadOnlyList<TableDigest> tables, CancellationToken token)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var table in plan.RestoredTables.Concat(plan.ReadTables).Distinct(StringComparer.Ordinal))
        {
            // A partitioned table has no rows of its own.
            if (contents.RowsOf(table) is { } rows) files[table] = await reader.EntryAsync(rows, token);
        }

        var restored = plan.RestoredTables.ToHashSet(StringComparer.Ordinal);
        return new UndoWork(
            deployment,
            plan,
            baseline,
            [.. applied.Select(m => m.Version)],
            // Of 64 bits a row carries the lower 32.
            [.. applied.Where(m => m.TransactionId is not null).Select(m => (long)(uint)ulong.Parse(m.TransactionId!, CultureInfo.InvariantCulture))],
            await reader.StatementsAsync([.. plan.Structure.Where(e => !e.IsAfterRows && !e.IsSequenceValue)], token),
            await reader.StatementsAsync([.. plan.Structure.Where(e => e.IsAfterRows)], token),
            await reader.StatementsAsync([.. plan.Structure.Where(e => e.IsSequenceValue)], token),
            files,
            [.. tables.Where(t => restored.Contains(t.Table))]);
    }
}

/// <summary>A rollback that is committed.</summary>
/// <param name="Catalog">What it left.</param>
/// <param name="Rows">The rows that came back or went.</param>
/// <param name="Locks">Relation locks that it held at its end.</param>
/// <param name="Attempts">How many times it was begun.</param>
/// <param name="Seconds">From BEGIN to COMMIT of the attempt that succeeded.</param>
public sealed record Undone(CatalogSnapshot Catalog, IReadOnlyList<ReturnedRows> Rows, IReadOnlyList<HeldLock> Locks, int Attempts, double Seconds);
