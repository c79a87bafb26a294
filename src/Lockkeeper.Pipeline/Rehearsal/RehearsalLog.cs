using Lockkeeper.Evidence;
using Lockkeeper.Postgres.Rehearsing;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>What happens on a copy, kept from the ledger: there it would read as if it had happened on the target.</summary>
internal sealed class RehearsalLog
{
    private readonly List<RehearsedMigration> _migrations = [];
    private MigrationStarted? _running;

    public LockTracer Tracer { get; } = new();

    public List<string> Notes { get; } = [];

    public List<LedgerEvent> Events { get; } = [];

    /// <summary>What was applied, and behind it what one that failed had done until then.</summary>
    public IReadOnlyList<RehearsedMigration> Migrations => _running is not { } r || Tracer.StatementsOf(r.Version) is not { Count: > 0 } statements
        ? _migrations
        : [.. _migrations, new RehearsedMigration(r.Version, r.Name, 0, [], statements)];

    public void Record(LedgerEvent happened)
    {
        Events.Add(happened);
        if (happened is MigrationStarted started) _running = started;
        if (happened is not MigrationCommitted { Migration: var m }) return;
        _running = null;
        var seconds = Math.Max(0, m.Seconds - Tracer.ReadingSecondsOf(m.Version));
        _migrations.Add(new RehearsedMigration(m.Version, m.Name, seconds, m.Locks, Tracer.StatementsOf(m.Version)));
    }
}
