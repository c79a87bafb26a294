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
        return new DeployFailure(locks ? FailureCode.LockTimeout : FailureCode.MigrationFailed, Message(e, migration, statement), Inner(e, statement))
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
        var shown = Shown(e, statement);
        var (line, column, text) = shown.Place(e.Position);
        var place = $"SQLSTATE {e.SqlState}, statement {Number(migration, statement)} of {migration.Statements.Count}";
        var message = $"{migration.FileName}:{line}: {e.Severity}: {shown.Without(e.MessageText)} ({place})\n    {text}";
        if (column > 0) message += $"\n    {Blank(text, column - 1)}^";
        if (!string.IsNullOrEmpty(e.Hint)) message += $"\n  hint: {shown.Without(e.Hint)}";
        if (!string.IsNullOrEmpty(e.Where)) message += $"\n  where: {shown.Without(e.Where).ReplaceLineEndings(" ")}";
        return message;
    }

    // What is not told must not be found inside the failure either: an exception may be printed as a whole.
    private static PostgresException? Inner(PostgresException e, SqlStatement? statement) =>
        statement is not null && Shown(e, statement) is var shown && !string.Equals(shown.Without(e.ToString()), e.ToString(), StringComparison.Ordinal) ? null : e;

    /// <summary>What may be shown of a statement that the server does not like.</summary>
    internal static ShownStatement Shown(PostgresException e, SqlStatement statement) => new(statement, e.MessageText, e.Detail, e.Hint, e.Where, e.InternalQuery);

    // Tabs stay, so that the caret stands below its place however wide they are.
    private static string Blank(string text, int length) => string.Concat(text.Take(length).Select(c => c == '\t' ? c : ' ')).PadRight(length);

    private static int Number(Migration migration, SqlStatement statement) => migration.Statements.TakeWhile(s => !ReferenceEquals(s, statement)).Count() + 1;
}
