namespace Lockkeeper.Migrations;

/// <summary>What the folder and the history say together.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Entries">Every version of either side, in ordinal text order.</param>
public sealed record DeploymentPlan(MigrationFolder Folder, IReadOnlyList<PlanEntry> Entries)
{
    /// <summary>
    /// The migrations that the history does not have, in the order in which to apply them. Those that are out of order are among them:
    /// <see cref="Refusals"/> says whether they may be applied.
    /// </summary>
    public IReadOnlyList<Migration> Pending { get; } =
        [.. Entries.Where(e => e.State is MigrationState.Pending or MigrationState.OutOfOrder).Select(e => e.Migration!)];

    /// <summary>Compares the folder with the history.</summary>
    public static DeploymentPlan Between(MigrationFolder folder, IReadOnlyList<HistoryRow> history)
    {
        var rows = history.ToDictionary(r => r.Version, StringComparer.Ordinal);
        var newest = rows.Keys.Max(StringComparer.Ordinal);
        var files = folder.Migrations.GroupBy(m => m.Version, StringComparer.Ordinal)
            .Select(g => Entry(g.First(), rows.GetValueOrDefault(g.Key), newest));
        var known = folder.Migrations.Select(m => m.Version).ToHashSet(StringComparer.Ordinal);
        var missing = history.Where(r => !known.Contains(r.Version))
            .Select(r => new PlanEntry(r.Version, MigrationState.Missing) { Row = r, Comparable = false });
        return new DeploymentPlan(folder, [.. files.Concat(missing).OrderBy(e => e.Version, StringComparer.Ordinal)]);
    }

    /// <summary>Every reason not to apply this plan, one for each kind; empty when it may be applied.</summary>
    /// <param name="includeOutOfOrder">Whether pending migrations older than applied ones are wanted.</param>
    public IReadOnlyList<PlanRefusal> Refusals(bool includeOutOfOrder) =>
        [.. PlanRefusal.Of(this).Where(r => !includeOutOfOrder || r.Code != Failures.FailureCode.HistoryOutOfOrder)];

    private static PlanEntry Entry(Migration migration, HistoryRow? row, string? newest)
    {
        if (row is null)
        {
            var late = newest is not null && string.CompareOrdinal(migration.Version, newest) < 0;
            return new(migration.Version, late ? MigrationState.OutOfOrder : MigrationState.Pending) { Migration = migration };
        }
        var comparable = row.Statements is { Count: > 0 };
        var difference = comparable ? StatementDifference.Between(row.Statements!, migration.Statements) : null;
        return new(migration.Version, difference is null ? MigrationState.Applied : MigrationState.Modified)
        {
            Migration = migration,
            Row = row,
            Comparable = comparable,
            Difference = difference,
            Note = row.Name is { Length: > 0 } name && !string.Equals(name, migration.Name, StringComparison.Ordinal)
                ? $"It was applied under the name {migration.Version}_{name}.sql."
                : null,
        };
    }
}
