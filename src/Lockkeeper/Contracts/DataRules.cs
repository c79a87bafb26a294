using Lockkeeper.Contracts.Names;

namespace Lockkeeper.Contracts;

/// <summary>Which rows a migration may write and lose.</summary>
internal sealed class DataRules(IReadOnlyList<Declared> declared, MigrationEffect effect)
{
    private readonly HashSet<string> _removed = [.. effect.Change.Removed];

    public IEnumerable<ContractFinding> Findings()
    {
        foreach (var writes in effect.Writes.OrderBy(w => w.Table, StringComparer.Ordinal))
        {
            if (Judge(writes) is { } finding) yield return finding;
        }

        foreach (var lost in effect.LostColumns.OrderBy(c => c.Column, StringComparer.Ordinal))
        {
            if (IsRemoved(lost.Table) || Loses(lost.Table, partitionOf: null) || LosesColumn(lost.Column)) continue;
            yield return new(ContractFindingKind.UndeclaredDataLoss, $"column {lost.Column}",
                $"column {lost.Column} was dropped with the values in it, and the header does not say that they may be lost.")
            { Missing = $"-- loses data: {lost.Column}" };
        }
    }

    private ContractFinding? Judge(TableWrites writes)
    {
        var name = $"table {writes.Table}";
        if (Loses(writes.Table, writes.PartitionOf)) return null;
        if (IsRemoved(writes.Table))
        {
            return !writes.HadRows ? null : new(ContractFindingKind.UndeclaredDataLoss, name,
                $"{name} was removed with its rows, and the header does not say that they may be lost.")
            { Missing = Loss(writes) };
        }

        var loses = writes.Deleted > 0 || (writes.Truncated && writes.HadRows);
        if (writes.Preserved && writes.Any && !Alters(writes))
        {
            return new(ContractFindingKind.PreservedRowsChanged, name,
                $"contract.preserves names {name}, and the migration wrote to it: {What(writes)}.")
            { Missing = loses ? Loss(writes) : $"-- alters: {name}" };
        }

        return !loses ? null : new(ContractFindingKind.UndeclaredDataLoss, name,
            $"{name} lost rows, and the header does not say so: {What(writes)}.")
        { Missing = Loss(writes) };
    }

    private static string Loss(TableWrites writes) => $"-- loses data: {writes.Table}";

    private bool IsRemoved(string table) => _removed.Contains($"table {table}");

    private bool Loses(string table, string? partitionOf) =>
        declared.Any(d => d.Verb == DeclaredVerb.LosesData && (d.Name.Matches($"table {table}") || (partitionOf is not null && d.Name.Matches($"table {partitionOf}"))));

    private bool LosesColumn(string column) => declared.Any(d => d.Verb == DeclaredVerb.LosesData && d.Name.Matches($"column {column}"));

    /// <summary>A declared table may be written to; a declared column explains why all rows were written anew, and nothing else.</summary>
    private bool Alters(TableWrites writes) =>
        declared.Any(d => d.Verb == DeclaredVerb.Alters
            && (d.Name.Matches($"table {writes.Table}") || (writes.PartitionOf is { } parent && d.Name.Matches($"table {parent}"))
                || (writes is { Rewritten: true, Inserted: 0, Updated: 0, Deleted: 0, Truncated: false } && IsColumnOf(d.Name, writes.Table))));

    private bool IsColumnOf(ObjectName column, string table) =>
        effect.Change.Details.Any(d => d.Before is { Kind: "column", Parent: { } parent } fact
            && string.Equals(parent, $"table {table}", StringComparison.Ordinal) && column.Matches(fact));

    private static string What(TableWrites writes)
    {
        var parts = new List<string>();
        if (writes.Inserted > 0) parts.Add($"{Rows(writes.Inserted)} inserted");
        if (writes.Updated > 0) parts.Add($"{Rows(writes.Updated)} updated");
        if (writes.Deleted > 0) parts.Add($"{Rows(writes.Deleted)} deleted");
        if (writes.Truncated) parts.Add("truncated");
        if (writes.Rewritten) parts.Add("all rows written anew, as a change of type does");
        return string.Join(", ", parts);
    }

    private static string Rows(long count) => count == 1 ? "1 row" : $"{count} rows";
}
