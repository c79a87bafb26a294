using Lockkeeper.Catalog;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Contracts;

/// <summary>Whether a migration does what its header declares, and nothing else.</summary>
/// <remarks>
/// Proves nothing about what no fact and no count shows: values of sequences, large objects, other databases, effects outside the
/// server, and rows that functions called later will write.
/// </remarks>
public static class Contract
{
    /// <summary>Compares the header with what happened. Pure: the caller decides what a broken contract costs.</summary>
    public static ContractVerdict Judge(Migration migration, MigrationEffect effect)
    {
        var declared = Declared.Of(migration.Header);
        var coverage = new Coverage(effect.Change, declared);
        var done = declared.Where(d => IsDone(d, coverage, effect)).ToHashSet();
        List<ContractFinding> findings =
        [
            .. coverage.Undeclared().Select(g => Undeclared(g.Key, [.. g], effect.Change)).OrderBy(f => f.Kind).ThenBy(f => f.Object, StringComparer.Ordinal),
            .. declared.Where(d => !done.Contains(d)).Select(d => NotDone.Explain(d, migration.FileName, coverage)),
            .. new DataRules(declared, effect).Findings(),
            .. effect.Broken.Select(b => new ContractFinding(ContractFindingKind.BrokenRoutine, b.Object, $"{b.Object} no longer works: {b.Why}")),
            .. effect.InvalidIndexes.Select(i => new ContractFinding(ContractFindingKind.InvalidIndex, $"index {i}",
                $"index {i} is INVALID: the server keeps it up to date and does not use it.")),
        ];
        return new ContractVerdict(migration.FileName, findings, HeaderRows.Of(declared, done, coverage), [.. done.OrderBy(d => d.Line)]);
    }

    /// <summary>Entries of pending headers that name what does not exist, or that can never be found true.</summary>
    /// <param name="plan">What is about to be applied.</param>
    /// <param name="now">The target's catalog before it.</param>
    public static IReadOnlyList<Problem> Unknown(DeploymentPlan plan, CatalogSnapshot now) => new UnknownNames(plan.Pending, now).Problems();

    private static bool IsDone(Declared declaration, Coverage coverage, MigrationEffect effect)
    {
        // A table may be empty here and not elsewhere: that nothing was lost breaks no promise.
        if (declaration.Verb == DeclaredVerb.LosesData || coverage.IsDone(declaration)) return true;
        if (declaration.Verb == DeclaredVerb.Alters
            && effect.Writes.Any(w => w.Any && (declaration.Name.Matches($"table {w.Table}") || (w.PartitionOf is { } p && declaration.Name.Matches($"table {p}")))))
            return true;
        return declaration.Name.Kinds.Any(k => (k is "bucket" && effect.Unread.Contains("storage.buckets", StringComparer.Ordinal))
            || (k is "cron job" && effect.Unread.Contains("cron.job", StringComparer.Ordinal)));
    }

    private static ContractFinding Undeclared(string top, IReadOnlyList<FactChange> changes, CatalogChange change)
    {
        if (change.Removed.Contains(top, StringComparer.Ordinal))
        {
            return new(ContractFindingKind.UndeclaredRemoval, top, $"{top} was removed, and the header does not declare it.")
            { Missing = $"-- removes: {top}" };
        }

        var difference = DefinitionDifference.Of(top, changes);
        return new(ContractFindingKind.UndeclaredAlteration, top, $"{top} was altered, and the header does not declare it: {difference}.")
        { Missing = $"-- alters: {top}", Difference = difference };
    }
}
