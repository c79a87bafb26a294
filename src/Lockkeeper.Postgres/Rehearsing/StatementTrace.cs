using System.Runtime.InteropServices;
using System.Text.Json;
using Lockkeeper.Evidence;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Npgsql;

namespace Lockkeeper.Postgres.Rehearsing;

/// <summary>Follows one transaction from statement to statement; locks stay to its end, so that what is new with each is exact.</summary>
internal sealed class StatementTrace
{
    private const int MarkColumns = 2;

    private readonly IReadOnlyDictionary<uint, RelationState> _start;
    private readonly bool _skipsLog;
    private readonly List<(SqlStatement Statement, int Number)> _statements;
    private readonly List<TracedStatement> _traced;
    private IReadOnlyDictionary<uint, RelationState> _last;
    private HashSet<TakenLock> _held;
    private (DateTime At, long Wal)? _began;
    private (DateTime At, long Wal) _mark;

    /// <param name="migration">Whose statements follow.</param>
    /// <param name="traced">Given each statement as soon as it has run.</param>
    /// <param name="start">Every relation before the first of them.</param>
    /// <param name="held">What the transaction holds before it, as the query writes it.</param>
    /// <param name="skipsLog">Whether the server leaves new files out of its log (<c>wal_level = minimal</c>).</param>
    public StatementTrace(Migration migration, List<TracedStatement> traced, IReadOnlyDictionary<uint, RelationState> start, string held, bool skipsLog)
    {
        _statements = [.. migration.Statements.Select((s, i) => (s, i + 1)).Where(s => MigrationBatch.IsSent(s.s))];
        (_traced, _start, _last, _held, _skipsLog) = (traced, start, start, Locks(held), skipsLog);
    }

    /// <summary>How long our own looking took.</summary>
    public double ReadingSeconds { get; private set; }

    /// <summary>Takes the answer to a mark or to a reading, in the order in which they were sent.</summary>
    public void Take(NpgsqlDataReader row)
    {
        if (row.FieldCount > MarkColumns) Read(row);
        else if (_began is null) _began = MarkOf(row, 0);
        else _mark = MarkOf(row, 0);
    }

    private void Read(NpgsqlDataReader row)
    {
        var (statement, number) = _statements[_traced.Count];
        var (held, now) = (Locks(row.GetString(0)), RelationState.Parse(row.GetString(1)));
        var changes = new RelationChanges(_start, _last, now);
        var wal = _mark.Wal - _began!.Value.Wal + (_skipsLog ? changes.BytesOfNewFiles() : 0);
        _traced.Add(new TracedStatement(
            number, statement.CodeLine, (_mark.At - _began.Value.At).TotalSeconds, wal, New(held), changes.Scans(), changes.Rewrites()));
        var ended = MarkOf(row, 2);
        ReadingSeconds += (ended.At - _mark.At).TotalSeconds;
        (_held, _last, _began) = (held, now, ended);
    }

    // Relations that the migration itself made cannot hold up anybody.
    private List<HeldLock> New(HashSet<TakenLock> held) =>
    [
        .. held.Except(_held)
            .Where(taken => taken.Mode is not "AccessShareLock" && _start.TryGetValue(taken.Relation, out var r) && r.IsLockable)
            .Select(taken => new HeldLock(_start[taken.Relation].Name, taken.Mode))
            .OrderBy(taken => taken.Relation, StringComparer.Ordinal).ThenBy(taken => taken.Mode, StringComparer.Ordinal),
    ];

    private static (DateTime At, long Wal) MarkOf(NpgsqlDataReader row, int column) => (row.GetDateTime(column), row.GetInt64(column + 1));

    private static HashSet<TakenLock> Locks(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.EnumerateArray().Select(l => new TakenLock(l[0].GetUInt32(), l[1].GetString()!))];
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct TakenLock(uint Relation, string Mode);
}
