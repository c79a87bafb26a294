using System.Runtime.InteropServices;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Commands that go out together and run one after the other without waiting for us; each knows the file and line it comes from. So many
/// that their copies would fill the memory go out in portions.
/// </summary>
internal sealed class MigrationBatch(NpgsqlConnection connection)
{
    // Far more than a thousand files of a few statements; of large files a few megabytes at a time.
    private const int MostCommands = 25_000;
    private const int MostCharacters = 2_000_000;
    private const int Large = 8_000_000;

    private readonly List<Entry> _entries = [];
    private readonly List<(Migration Migration, string Text)> _notices = [];
    private readonly SentMemory _memory = new(Large);
    private NpgsqlBatch? _portion;
    private NpgsqlBatch? _first;
    private int _sent;

    // Only grows while a portion runs: looking again from its start for every notice would be quadratic.
    private int _reached;

    /// <summary>What the first command that has not completed comes from: the one that failed, after a failure.</summary>
    public (Migration Migration, SqlStatement? Statement) Place
    {
        get
        {
            var entry = _entries[Math.Min(Reached, _entries.Count - 1)];
            return (entry.Migration, entry.Statement);
        }
    }

    /// <summary>How much is sent, about: the history takes every statement once more.</summary>
    public long Characters => 2 * _entries.Sum(e => (long)e.Length);

    private int Reached
    {
        get
        {
            if (_portion is null) return _sent;
            while (_reached < _portion.BatchCommands.Count && _portion.BatchCommands[_reached].StatementType != StatementType.Unknown) _reached++;
            return _sent + _reached;
        }
    }

    /// <summary>Adds a command of ours.</summary>
    public void Add(Migration migration, string sql) => _entries.Add(new(migration, Statement: null, sql));

    /// <summary>Adds a file's statements and its history row.</summary>
    /// <param name="migration">The file.</param>
    /// <param name="limits">What bounds each of its statements, whatever those before it have set.</param>
    /// <param name="afterEach">Commands of ours behind each statement.</param>
    public void AddFile(Migration migration, ApplyLimits limits, params IReadOnlyList<string> afterEach)
    {
        foreach (var statement in migration.Statements)
        {
            if (!IsSent(statement)) continue;
            _entries.Add(new(migration, statement, Sql: ""));
            if (LimitGuard.After(statement, limits) is { } guard) Add(migration, guard);
            foreach (var sql in afterEach) Add(migration, sql);
        }

        // The history belongs to the deploying role, whatever role the file has gone over to.
        Add(migration, "reset session authorization");
        Add(migration, "reset role");
        _entries.Add(new(migration, Statement: null, Sql: ""));
    }

    /// <summary>
    /// Whether a statement of a file is run. A last comment belongs to the history row; there is nothing in it to run. BEGIN and COMMIT are there
    /// only in files that are replayed (Replay.cs), and this transaction is theirs.
    /// </summary>
    public static bool IsSent(SqlStatement statement) => statement.Kind is not (SqlStatementKind.Comment or SqlStatementKind.TransactionControl);

    /// <summary>Makes what is sent first.</summary>
    public void Prepare() => _first = NextPortion();

    /// <summary>Sends all and waits for the last answer.</summary>
    /// <param name="row">Given the first row of every command of ours that returns one, and the migration it belongs to.</param>
    /// <param name="token">Cancels the command that is running.</param>
    public async Task ExecuteAsync(Action<Migration, NpgsqlDataReader> row, CancellationToken token)
    {
        connection.Notice += Keep;
        if (Characters > Large) _memory.Clear();
        try
        {
            while (_sent < _entries.Count)
            {
                await using var portion = _portion = _first ?? NextPortion();
                _first = null;
                _reached = 0;
                await ExecuteAsync(portion, row, token);
                _sent += portion.BatchCommands.Count;
                _portion = null;
            }
        }
        finally
        {
            connection.Notice -= Keep;
        }
    }

    /// <summary>What the server said while a file ran, with file and line.</summary>
    public IReadOnlyList<string> NoticesOf(Migration migration) => [.. _notices.Where(n => ReferenceEquals(n.Migration, migration)).Select(n => n.Text)];

    private NpgsqlBatch NextPortion()
    {
        _memory.MakeRoom();
        var portion = new NpgsqlBatch(connection);
        var characters = 0;
        for (var i = _sent; i < _entries.Count && i - _sent < MostCommands && characters < MostCharacters; i++)
        {
            portion.BatchCommands.Add(_entries[i].ToCommand());
            characters += _entries[i].Length;
        }

        _memory.Add(characters);
        return portion;
    }

    private async Task ExecuteAsync(NpgsqlBatch portion, Action<Migration, NpgsqlDataReader> row, CancellationToken token)
    {
        await using var reader = await portion.ExecuteReaderAsync(token);
        do
        {
            var (migration, statement) = Place;
            if (await reader.ReadAsync(token) && statement is null) row(migration, reader);
        }
        while (await reader.NextResultAsync(token));
    }

    private void Keep(object sender, NpgsqlNoticeEventArgs e)
    {
        var (migration, statement) = Place;
        // Our own commands make no notices that a person needs ("schema already exists, skipping").
        if (statement is null) return;
        _notices.Add((migration, $"{migration.FileName}:{statement.CodeLine}: {e.Notice.Severity}: {e.Notice.MessageText}"));
    }

    // Of a file's statement, and of the migration's history row, which holds the whole file, nothing is copied before it is sent.
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Entry(Migration Migration, SqlStatement? Statement, string Sql)
    {
        public int Length => Statement?.Utf8.Length ?? Sql.Length;

        public NpgsqlBatchCommand ToCommand() =>
            Statement is not null ? new(Statement.Text) : Sql.Length > 0 ? new(Sql) : HistoryTable.Insert(Migration);
    }
}
