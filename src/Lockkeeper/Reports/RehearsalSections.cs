using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>The parts of a report that are about the rehearsal.</summary>
internal static class RehearsalSections
{
    // So many are a table that nobody reads from one end to the other.
    private const int Unfolded = 30;

    internal static IEnumerable<Section> Of(DeploymentReport report) =>
        report.Rehearsal is not { } rehearsal ? [] : [Outcome(rehearsal), Migrations(rehearsal), Statements(rehearsal)];

    /// <summary>For a terminal; null where nothing was rehearsed.</summary>
    internal static string? Sentence(DeploymentReport report)
    {
        if (report.Rehearsal is not { } rehearsal) return null;
        var copy = rehearsal.WithRows ? "a restored copy" : "a copy without rows";
        if (!rehearsal.Applied) return $"Rehearsed on {copy}, where the plan did not hold; took {Words.Duration(rehearsal.Seconds)}.";
        var undone = rehearsal switch
        {
            { RolledBack: false, WithRows: false } => "its rollback was not rehearsed",
            { RolledBack: false } => "it could not be rolled back there",
            { FingerprintRestored: true } => "rolled back there, everything was as before",
            _ => "rolled back there, not everything was as before",
        };
        var done = rehearsal.Migrations.Where(m => m.ActualSeconds is not null).ToList();
        var times = done.Count == 0 || !rehearsal.WithRows
            ? ""
            : $" Predicted {Words.Duration(done.Sum(m => m.PredictedSeconds))}, took {Words.Duration(done.Sum(m => m.ActualSeconds!.Value))}.";
        return $"Rehearsed on {copy} in {Words.Duration(rehearsal.Seconds)}; {undone}.{times}";
    }

    private static Section Outcome(ReportRehearsal rehearsal) =>
        new("Rehearsal", [],
        [
            [new("Applied to the copy"), YesNo(rehearsal.Applied, Tone.Bad)],
            [new("Rolled back there"), YesNo(rehearsal.RolledBack, Tone.Warn)],
            .. rehearsal.RolledBack ? (IReadOnlyList<Cell>[])[[new("Catalog and rows then as before"), YesNo(rehearsal.FingerprintRestored, Tone.Bad)]] : [],
            [new("Took"), new(Words.Duration(rehearsal.Seconds))],
            [new("Applied by"), new(rehearsal.Engine)],
            [new("Copy of the backup"), Cell.Code(rehearsal.BackupSha256)],
            [new("For the catalog"), Cell.Code(rehearsal.Fingerprint)],
        ])
        {
            Note = rehearsal.Notes.Count == 0 ? null : string.Join(' ', rehearsal.Notes),
        };

    private static Section Migrations(ReportRehearsal rehearsal) =>
        new("Rehearsed migrations", ["Migration", "On the copy", "On the target", "Locks on the copy"],
        [
            .. rehearsal.Migrations.Select(m => (IReadOnlyList<Cell>)
            [
                Cell.Code($"{m.Version}_{m.Name}"), Sections.Took(m.PredictedSeconds), Sections.Took(m.ActualSeconds ?? 0), new(Locks(m.Locks)),
            ]),
        ]);

    private static Section Statements(ReportRehearsal rehearsal)
    {
        List<IReadOnlyList<Cell>> rows = [.. rehearsal.Migrations.SelectMany(m => m.Statements.Select(s => Row(m, s)))];
        return new Section("Rehearsed statements", ["Migration", "Line", "Took", "New locks", "Read whole", "Made anew", "Log"], rows) { Folded = rows.Count > Unfolded };
    }

    private static IReadOnlyList<Cell> Row(ReportRehearsedMigration migration, TracedStatement statement) =>
    [
        Cell.Code(migration.Version),
        Cell.Number(Words.Number(statement.Line)),
        Sections.Took(statement.Seconds),
        new(Locks(statement.Locks)),
        new(string.Join(", ", statement.Scans.Select(s => $"{s.Table} ({Words.Number(s.Rows)} rows)"))),
        new(string.Join(", ", statement.Rewrites.Select(r => $"{r.Relation} {Words.Of(r.Kind)} ({Words.Bytes(r.Bytes)})"))),
        Cell.Number(Words.Bytes(statement.WalBytes)),
    ];

    private static string Locks(IReadOnlyList<HeldLock> locks) => string.Join(", ", locks.Select(l => $"{l.Relation} {l.Mode}"));

    private static Cell YesNo(bool value, Tone otherwise) => new(value ? "yes" : "no", CellKind.Status, value ? Tone.Good : otherwise);
}
