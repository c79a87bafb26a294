namespace Lockkeeper.Rollback;

/// <summary>What a rollback does, in this order, and what it leaves to a person.</summary>
/// <param name="Backup">The folder of the backup.</param>
/// <param name="Goal">The catalog that it is to leave.</param>
/// <param name="Guards">What must not be lost by the drops.</param>
/// <param name="Drops">Added objects, and those that are made anew; the server may want another order.</param>
/// <param name="Creates">Columns, views and functions that get their old definition.</param>
/// <param name="Structure">Entries of the dump that make removed objects, rows left out; the server may want another order.</param>
/// <param name="RestoredTables">The tables among them that held rows, qualified and quoted.</param>
/// <param name="Columns">Columns whose values come back.</param>
/// <param name="Rows">Tables whose rows come back.</param>
/// <param name="Quiet">Triggers that must not fire meanwhile.</param>
/// <param name="Finishing">Constraints that have no entry in the dump.</param>
/// <param name="Manual">What only a person can do; with any of it nothing is done at all.</param>
public sealed record RollbackPlan(
    string Backup,
    RollbackGoal Goal,
    IReadOnlyList<Guard> Guards,
    IReadOnlyList<UndoStatement> Drops,
    IReadOnlyList<UndoStatement> Creates,
    IReadOnlyList<DumpEntry> Structure,
    IReadOnlyList<string> RestoredTables,
    IReadOnlyList<ColumnReturn> Columns,
    IReadOnlyList<RowReturn> Rows,
    IReadOnlyList<QuietTrigger> Quiet,
    IReadOnlyList<UndoStatement> Finishing,
    IReadOnlyList<ManualStep> Manual)
{
    /// <summary>Objects that get their names back, before anything else.</summary>
    public IReadOnlyList<UndoStatement> Renames { get; init; } = [];

    /// <summary>The tables that stay and whose old rows are needed.</summary>
    public IReadOnlyList<string> ReadTables =>
        [.. Columns.Select(c => c.Table).Concat(Rows.Where(r => r.Deleted > 0 || r.Updated > 0 || r.Truncated || r.Inserted > 0).Select(r => r.Table)).Distinct(StringComparer.Ordinal)];

    /// <summary>What it does by itself, a line each, for people.</summary>
    public IReadOnlyList<string> Steps() =>
    [
        .. Renames.Select(r => $"give {r.Object} its name back"),
        .. Drops.Select(d => $"drop {d.Object}"),
        .. Creates.Select(c => $"restore {c.Object}"),
        .. Structure.Where(e => !e.IsSequenceValue).Select(e => $"restore from the backup: {e.What}"),
        .. Finishing.Select(f => $"restore {f.Object}"),
        .. Columns.Select(c => $"bring back the values of column {c.Table}.{c.Column}"),
        .. Rows.Select(r => $"take back what was written to the rows of {r.Table}"),
    ];
}
