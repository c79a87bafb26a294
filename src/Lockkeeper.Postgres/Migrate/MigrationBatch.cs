using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Commands that go out together and run one after the other without waiting for us; each knows the file and line it comes from.</summary>
internal sealed class MigrationBatch(NpgsqlConnection connection) : IAsyncDisposable
{
    private readonly NpgsqlBatch _batch = new(connection);
    private readonly List<NpgsqlBatchCommand> _commands = [];
    private readonly List<(Migration Migration, SqlStatement? Statement)> _places = [];
    private readonly List<(Migration Migration, string Text)> _notices = [];

    // Only grows while the batch runs: looking again from the start for every notice would be quadratic.
    private int _reached;

    /// <summary>What the first command that has not completed comes from: the one that failed, after a failure.</summary>
    public (Migration Migration, SqlStatement? Statement) Place => _places[Math.Min(Reached, _places.Count - 1)];

    /// <summary>How much is sent, about: the history takes every statement once more.</summary>
    public long Characters => 2 * _commands.Sum(c => (long)c.CommandText.Length);

    private int Reached
    {
        get
        {
            while (_reached < _commands.Count && _commands[_reached].StatementType != StatementType.Unknown) _reached++;
            return _reached;
        }
    }

    /// <summary>Adds a command of ours.</summary>
    public void Add(Migration migration, string sql) => Add(migration, statement: null, new NpgsqlBatchCommand(sql));

    /// <summary>Adds a file's statements and its history row.</summary>
    public void AddFile(Migration migration)
    {
        foreach (var statement in migration.Statements)
        {
            // A last comment belongs to the history row; there is nothing in it to run.
            if (statement.Kind != SqlStatementKind.Comment) Add(migration, statement, new NpgsqlBatchCommand(statement.Text));
        }

        // The history belongs to the deploying role, whatever role the file has gone over to.
        Add(migration, "reset session authorization");
        Add(migration, "reset role");
        Add(migration, statement: null, HistoryTable.Insert(migration));
    }

    /// <summary>Sends all and waits for the last answer.</summary>
    /// <param name="row">Given the first row of every command of ours that returns one, and the migration it belongs to.</param>
    /// <param name="token">Cancels the command that is running.</param>
    public async Task ExecuteAsync(Action<Migration, NpgsqlDataReader> row, CancellationToken token)
    {
        connection.Notice += Keep;
        try
        {
            await using var reader = await _batch.ExecuteReaderAsync(token);
            do
            {
                var (migration, statement) = Place;
                if (await reader.ReadAsync(token) && statement is null) row(migration, reader);
            }
            while (await reader.NextResultAsync(token));
        }
        finally
        {
            connection.Notice -= Keep;
        }
    }

    /// <summary>What the server said while a file ran, with file and line.</summary>
    public IReadOnlyList<string> NoticesOf(Migration migration) => [.. _notices.Where(n => ReferenceEquals(n.Migration, migration)).Select(n => n.Text)];

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _batch.DisposeAsync();

    private void Add(Migration migration, SqlStatement? statement, NpgsqlBatchCommand command)
    {
        _commands.Add(command);
        _places.Add((migration, statement));
        _batch.BatchCommands.Add(command);
    }

    private void Keep(object sender, NpgsqlNoticeEventArgs e)
    {
        var (migration, statement) = Place;
        // Our own commands make no notices that a person needs ("schema already exists, skipping").
        if (statement is null) return;
        _notices.Add((migration, $"{migration.FileName}:{statement.CodeLine}: {e.Notice.Severity}: {e.Notice.MessageText}"));
    }
}
