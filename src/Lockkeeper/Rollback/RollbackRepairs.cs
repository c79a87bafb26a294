using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>What is still to be done about a catalog that is nearly the one to come to: owners, privileges, comments, defaults, switches.</summary>
public static class RollbackRepairs
{
    /// <summary>The statements that ALTER each difference away.</summary>
    /// <param name="differences">From what is (Before) to what is to be (After), as <see cref="RollbackGoal.Differences"/> finds them.</param>
    public static IReadOnlyList<UndoStatement> Of(IReadOnlyList<FactChange> differences) =>
        [.. from d in differences from sql in FactRepair.Of(d.Before, d.After) ?? [] select new UndoStatement(d.Fact, sql)];

    /// <summary>One line a difference, without the texts of bodies, which may hold secrets.</summary>
    public static IReadOnlyList<string> Told(IReadOnlyList<FactChange> differences) => [.. differences.Select(d => d switch
    {
        { Before: null } => $"{d.Fact} would still be missing",
        { After: null } => $"{d.Fact} would still be there",
        _ => $"{d.Fact} would not have its definition of before",
    })];
}
