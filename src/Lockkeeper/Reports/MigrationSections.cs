namespace Lockkeeper.Reports;

/// <summary>The parts of a report that are about migrations.</summary>
internal static class MigrationSections
{
    /// <summary>What this deployment ran or was to run.</summary>
    internal static Section Run(DeploymentReport report)
    {
        var earlier = report.Migrations.Count(IsEarlier);
        return new Section("Migrations", ["Migration", "Result", "Took", "Attempts", "Contract", "Locks", "Note"],
            [.. report.Migrations.Where(m => !IsEarlier(m)).Select(Row)])
        {
            Note = earlier == 0 ? null : $"{Words.Counted(earlier, "migration")} had been applied before this deployment.",
        };
    }

    internal static Section Earlier(DeploymentReport report) =>
        new("Migrations applied earlier", ["Migration", "SHA-256 of the file"],
        [
            .. report.Migrations.Where(IsEarlier)
                .Select(m => (IReadOnlyList<Cell>)[Cell.Code($"{m.Version}_{m.Name}"), Cell.Code(m.Sha256 ?? "")]),
        ])
        {
            Folded = true,
        };

    internal static Section Hazards(DeploymentReport report) =>
        new("Hazards", ["Hazard", "Where", "Effect", "Accepted"],
        [
            .. report.Hazards.Select(h => (IReadOnlyList<Cell>)
                [Cell.Code(h.Id), new($"{h.Version}, line {h.Line}"), new(h.Message), new(h.Accepted ?? "no")]),
        ])
        {
            Note = report is { HazardsExamined: true, Hazards.Count: 0 } ? "None of the known hazards was found." : null,
        };

    private static bool IsEarlier(ReportMigration m) => m is { Status: MigrationStatus.Applied, Attempts: 0 };

    private static IReadOnlyList<Cell> Row(ReportMigration m) =>
    [
        Cell.Code($"{m.Version}_{m.Name}"),
        Cell.Status(m.Status, ToneOf(m.Status)),
        Sections.Took(m.Seconds),
        Cell.Number(m.Attempts == 0 ? "" : Words.Number(m.Attempts)),
        Contract(m.Contract),
        new(string.Join(", ", m.Locks.Select(l => $"{l.Relation} {l.Mode}"))),
        new(string.Join(' ', m.Note is null ? Notes(m) : [m.Note, .. Notes(m)])),
    ];

    private static IReadOnlyList<string> Notes(ReportMigration m) => m.Contract?.Notes ?? [];

    private static Cell Contract(ReportContract? contract) => contract switch
    {
        null => new(""),
        { Kept: true, BeforeCommit: true } => new("kept", CellKind.Status, Tone.Good),
        { Kept: true } => new("kept, seen afterwards", CellKind.Status, Tone.Good),
        _ => new("broken", CellKind.Status, Tone.Bad),
    };

    private static Tone ToneOf(MigrationStatus status) => status switch
    {
        MigrationStatus.Applied => Tone.Good,
        MigrationStatus.Failed or MigrationStatus.Unknown => Tone.Bad,
        MigrationStatus.RolledBack => Tone.Warn,
        _ => Tone.Quiet,
    };
}
