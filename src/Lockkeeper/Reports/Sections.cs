using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>The parts of a report, in reading order. A part whose evidence does not exist is left out; <see cref="Limits"/> says so.</summary>
internal static class Sections
{
    internal static Section Phases(DeploymentReport report) =>
        new("Phases", ["Phase", "Result", "Took", "Note"],
        [
            .. report.Phases.Select(p => (IReadOnlyList<Cell>)
                [new(p.Name), Cell.Status(p.Status, ToneOf(p.Status)), Took(p.Seconds), new(p.Note ?? "")]),
        ]);

    internal static IEnumerable<Section> AfterPhases(DeploymentReport report)
    {
        IEnumerable<Section?> all =
        [
            RollbackSection.Of(report), Changes(report), MigrationSections.Run(report), MigrationSections.Earlier(report), MigrationSections.Hazards(report),
            .. RehearsalSections.Of(report), Preserved(report), SmokeTests(report), SmokeEvidence(report), .. MonitorSections.Of(report), Checklist(report), Backup(report), Staging(report),
        ];
        return all.OfType<Section>().Where(s => s.Rows.Count > 0 || s.Note is not null);
    }

    internal static Section? Changes(DeploymentReport report) =>
        report.Changes is not { } changes ? null : new Section("Changes", ["Change", "Object"],
        [
            .. changes.Removed.Select(o => Change("removed", o)),
            .. changes.Added.Select(o => Change("added", o)),
            .. changes.Altered.Select(o => Change("altered", o)),
            .. Of(report.ChangedByOthers).Select(o => Change("by others", o)),
        ])
        {
            Note = changes is { Removed.Count: 0, Added.Count: 0, Altered.Count: 0 } ? "This deployment left the catalog as it was." : null,
        };

    private static IEnumerable<string> Of(ChangeSummary? changes) =>
        changes is null ? [] : [.. changes.Removed.Select(o => $"removed {o}"), .. changes.Added.Select(o => $"added {o}"), .. changes.Altered.Select(o => $"altered {o}")];

    internal static Section SmokeTests(DeploymentReport report) =>
        new("Smoke tests", ["Test", "Result", "Before", "Took", "Note"],
        [
            .. report.SmokeTests.Select(t => (IReadOnlyList<Cell>)
            [
                new(t.Name), Cell.Status(t.Status, ToneOf(t.Status)),
                t.Before is { } before ? Cell.Status(before, ToneOf(before)) : new(""), Took(t.Seconds), new(t.Note),
            ]),
        ]);

    private static Section SmokeEvidence(DeploymentReport report) =>
        new("What the smoke tests called and saw", ["Test", "Seen"],
        [
            .. report.SmokeTests.SelectMany(t => t.Evidence.Select((seen, i) => (IReadOnlyList<Cell>)[new(i == 0 ? t.Name : ""), new(seen)])),
        ]);

    private static Section Preserved(DeploymentReport report) =>
        new("Preserved data", ["Table", "Rows before", "Rows after", "Content"],
        [
            .. report.Preserved.Select(t => (IReadOnlyList<Cell>)
            [
                Cell.Code(t.Object), Cell.Number(Words.Number(t.RowsBefore)), Cell.Number(Words.Number(t.RowsAfter)),
                new(t.Same ? "same" : "differs", CellKind.Status, t.Same ? Tone.Good : Tone.Warn),
            ]),
        ]);

    private static Section Checklist(DeploymentReport report) =>
        new("Checklist", ["Item", "Status", "Note"],
        [
            .. report.Checklist.Select(i => (IReadOnlyList<Cell>)[new(i.Item), Cell.Status(i.Status, ToneOf(i.Status)), new(i.Note)]),
        ]);

    private static Section? Backup(DeploymentReport report) =>
        report.Backup is not { } backup ? null : new Section("Backup", [],
        [
            [new("Folder"), Cell.Code(backup.Path)],
            [new("Holds the moment"), new(Words.Moment(backup.TakenAt))],
            [new("Size"), new(Words.Bytes(backup.Bytes))],
            [new("SHA-256 of its manifest"), Cell.Code(backup.Sha256)],
            [new("Restored and compared"), new(backup.Verified ? "yes" : "no", CellKind.Status, backup.Verified ? Tone.Good : Tone.Warn)],
        ]);

    private static Section? Staging(DeploymentReport report) =>
        report.Staging is not { } staging ? null : new Section("Staging", [],
        [
            [new("Copied from"), new(staging.Target.ToString())],
            [new("As before"), new(staging.Unchanged ? "yes" : "no", CellKind.Status, staging.Unchanged ? Tone.Good : Tone.Warn)],
            [new("Rows written, by the server's count"), Cell.Number(Words.Number(staging.WritesAfter - staging.WritesBefore))],
            [new("Tables with other rows"), new(string.Join(", ", staging.Changed))],
        ])
        {
            Note = staging.Unchanged ? null : "Something was written to staging meanwhile. Lockkeeper only reads it; whose writes they were cannot be told apart.",
        };

    /// <summary>Where the evidence is, and what to compare it with.</summary>
    internal static Section Evidence(DeploymentReport report) =>
        new("Evidence", [],
        [
            [new("Deployment"), Cell.Code(report.Deployment)],
            [new("Target"), new(Words.Target(report))],
            [new("System identifier"), Cell.Code(report.Target?.SystemIdentifier ?? "not known")],
            [new("Catalog before"), Cell.Code(report.Fingerprint?.Before ?? "not read")],
            [new("Catalog after"), Cell.Code(report.Fingerprint?.After ?? "not read")],
            [new($"Ledger line {report.LedgerLines}, the last"), Cell.Code(report.LedgerHash)],
            [new("Lockkeeper"), new(report.Lockkeeper)],
        ]);

    internal static Cell Took(double seconds) => Cell.Number(seconds == 0 ? "" : Words.Duration(seconds));

    internal static Tone ToneOf(PhaseStatus status) => status switch
    {
        PhaseStatus.Succeeded => Tone.Good,
        PhaseStatus.Failed => Tone.Bad,
        PhaseStatus.Refused => Tone.Warn,
        _ => Tone.Quiet,
    };

    private static Tone ToneOf(SmokeTestStatus status) => status switch
    {
        SmokeTestStatus.Passed => Tone.Good,
        SmokeTestStatus.Failed => Tone.Bad,
        _ => Tone.Quiet,
    };

    private static Tone ToneOf(ChecklistStatus status) => status switch
    {
        ChecklistStatus.Done => Tone.Good,
        ChecklistStatus.Failed => Tone.Bad,
        ChecklistStatus.Waived => Tone.Warn,
        _ => Tone.Quiet,
    };

    private static IReadOnlyList<Cell> Change(string how, string what) => [new(how), Cell.Code(what)];
}
