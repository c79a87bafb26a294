using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>Turns the server's error into file, line, statement, SQLSTATE and a caret below the place.</summary>
internal static class StatementFailures
{
    // Only these go away by themselves.
    private static readonly HashSet<string> Transient = new(StringComparer.Ordinal)
    {
        PostgresErrorCodes.LockNotAvailable, PostgresErrorCodes.DeadlockDetected, PostgresErrorCodes.SerializationFailure,
    };

    /// <summary>Whether the server ended the session with this error: it says nothing about the statement, nor about a COMMIT under way.</summary>
    public static bool EndsSession(PostgresException e) => e.InvariantSeverity is "FATAL" or "PANIC";

    public static DeployFailure From(PostgresException e, Migration migration, SqlStatement? statement, FailureState state)
    {
        var locks = Transient.Contains(e.SqlState);
        return new DeployFailure(locks ? FailureCode.LockTimeout : FailureCode.MigrationFailed, Message(e, migration, statement), e)
        {
            FailedBy = FailureSource.Server,
            State = state,
            ExitCode = state == FailureState.Dirty ? ExitCode.Unknown : ExitCode.RolledBack,
            SqlState = e.SqlState,
            Next = locks
                ? "See in pg_stat_activity who holds the lock, or raise locks.deadline in lockkeeper.yaml; then run the same command again."
                : StatementAdvice.For(e.SqlState, migration.FileName) ?? $"Correct {migration.FileName}, rehearse with ./build.sh, then run the same command again.",
        };
    }

    private static string Message(PostgresException e, Migration migration, SqlStatement? statement)
    {
        if (statement is null) return $"{migration.FileName}: {e.Severity}: {e.MessageText} (SQLSTATE {e.SqlState})";
        var (line, column, text) = Place(statement, e.Position);
        var message = $"{migration.FileName}:{line}: {e.Severity}: {e.MessageText} (SQLSTATE {e.SqlState}, statement {Number(migration, statement)} of {migration.Statements.Count})";
        message += $"\n    {text}";
        if (column > 0) message += $"\n    {Blank(text, column - 1)}^";
        if (!string.IsNullOrEmpty(e.Hint)) message += $"\n  hint: {e.Hint}";
        if (!string.IsNullOrEmpty(e.Where)) message += $"\n  where: {e.Where.ReplaceLineEndings(" ")}";
        return message;
    }

    // Tabs stay, so that the caret stands below its place however wide they are.
    private static string Blank(string text, int length) => string.Concat(text.Take(length).Select(c => c == '\t' ? c : ' ')).PadRight(length);

    private static int Number(Migration migration, SqlStatement statement) => migration.Statements.TakeWhile(s => !ReferenceEquals(s, statement)).Count() + 1;

    /// <summary>Line in the file, column from 1 (0: the server named no place), and the text of that line.</summary>
    internal static (int Line, int Column, string Text) Place(SqlStatement statement, int position)
    {
        if (position == 0) return (statement.CodeLine, 0, FirstLine(statement));
        // The server counts characters, C# counts UTF-16 units: walk over surrogate pairs as one.
        var index = 0;
        for (var left = position - 1; left > 0 && index < statement.Text.Length; left--) index += char.IsHighSurrogate(statement.Text[index]) ? 2 : 1;
        index = Math.Min(index, statement.Text.Length);
        var before = statement.Text.AsSpan(0, index);
        var start = before.LastIndexOf('\n') + 1;
        var end = statement.Text.IndexOf('\n', start);
        var text = (end < 0 ? statement.Text[start..] : statement.Text[start..end]).TrimEnd('\r');
        return (statement.Line + before.Count('\n'), index - start + 1, text);
    }

    // The server named no place: the line on which the code begins, comments left out.
    private static string FirstLine(SqlStatement statement) =>
        statement.Text.Split('\n').Skip(statement.CodeLine - statement.Line).FirstOrDefault("").TrimEnd('\r');
}
