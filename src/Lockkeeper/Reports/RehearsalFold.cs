using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>Puts what was rehearsed beside what became of it.</summary>
internal static class RehearsalFold
{
    // A tenth of a millisecond: most statements of a migration take no longer than a few.
    private const int Digits = 4;

    public static ReportRehearsal? Report(RehearsalEvidence? rehearsal, IReadOnlyList<AppliedMigration> applied) =>
        rehearsal is not { } r ? null : new(
            r.Applied, r.RolledBack, r.FingerprintRestored, ReportFold.Rounded(r.Seconds), r.WithRows, r.Engine, r.BackupSha256, r.Fingerprint,
            [.. r.Migrations.Select(m => Migration(m, applied.LastOrDefault(a => string.Equals(a.Version, m.Version, StringComparison.Ordinal))))],
            r.Notes);

    private static ReportRehearsedMigration Migration(RehearsedMigration m, AppliedMigration? applied) => new(
        m.Version, m.Name, Math.Round(m.Seconds, Digits), applied is null ? null : Math.Round(applied.Seconds, Digits), m.Locks,
        [.. m.Statements.Select(s => s with { Seconds = Math.Round(s.Seconds, Digits) })]);
}
