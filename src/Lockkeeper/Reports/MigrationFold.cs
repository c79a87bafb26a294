using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>Follows every migration through a ledger, in the order of the plan.</summary>
internal sealed class MigrationFold
{
    private readonly Dictionary<string, ReportMigration> _byVersion = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _began = new(StringComparer.Ordinal);

    /// <summary>Whether any migration was begun.</summary>
    internal bool Begun => _began.Count > 0;

    /// <summary>The migration that was begun and has neither been committed nor rolled back.</summary>
    internal ReportMigration? Open => _byVersion.Values.FirstOrDefault(m => m.Status == MigrationStatus.Unknown);

    internal void See(LedgerEntry entry)
    {
        switch (entry.Event)
        {
            case EnvVerified e:
                foreach (var m in e.Env.Migrations)
                    _byVersion[m.Version] = Planned(m);
                break;
            case MigrationStarted e:
                _began[e.Version] = entry.At;
                _byVersion[e.Version] = Known(e.Version, e.Name) with { Status = MigrationStatus.Unknown, Attempts = e.Attempt };
                break;
            case ContractChecked e:
                _byVersion[e.Version] = Known(e.Version, e.Name) with { Contract = new ReportContract(e.BeforeCommit, e.Kept, e.Changes, e.Findings, e.Notes) };
                break;
            case MigrationCommitted { Migration: var m }:
                _byVersion[m.Version] = Known(m.Version, m.Name) with
                {
                    Status = MigrationStatus.Applied,
                    Seconds = ReportFold.Rounded(m.Seconds),
                    Attempts = m.Attempts,
                    Locks = m.Locks,
                };
                break;
            case MigrationRolledBack e:
                _byVersion[e.Version] = RolledBack(Known(e.Version, e.Name), e.Why, entry.At);
                break;
            case RollbackEnded e:
                // Of an earlier deployment, too, which this ledger does not tell of.
                foreach (var version in e.Rollback.Versions)
                    if (_byVersion.TryGetValue(version, out var undone)) _byVersion[version] = undone with { Status = MigrationStatus.RolledBack };
                break;
        }
    }

    internal IReadOnlyList<ReportMigration> Report() => [.. _byVersion.Values.OrderBy(m => m.Version, StringComparer.Ordinal)];

    private ReportMigration RolledBack(ReportMigration before, string why, DateTimeOffset at) =>
        before.Status == MigrationStatus.Applied
            ? before with { Status = MigrationStatus.RolledBack, Note = why }
            : before with
            {
                Status = MigrationStatus.Failed,
                Seconds = _began.TryGetValue(before.Version, out var began) ? ReportFold.Rounded((at - began).TotalSeconds) : 0,
                Note = why,
            };

    private ReportMigration Known(string version, string name) =>
        _byVersion.TryGetValue(version, out var known)
            ? known with { Note = null }
            : new ReportMigration(version, name, Sha256: null, MigrationStatus.Pending, 0, 0, []);

    private static ReportMigration Planned(PlannedMigration m) =>
        new(m.Version, m.Name, m.Sha256, m.Applied ? MigrationStatus.Applied : MigrationStatus.Pending, 0, 0, []);
}
