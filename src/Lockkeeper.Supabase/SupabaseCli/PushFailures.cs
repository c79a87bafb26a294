using Lockkeeper.Failures;
using Lockkeeper.Migrations;

namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>Turns the CLI's error into file, line, statement and SQLSTATE, once it is known what the push left behind.</summary>
public static class PushFailures
{
    // Only these go away by themselves: lock_not_available, deadlock_detected, serialization_failure.
    private static readonly HashSet<string> Transient = new(StringComparer.Ordinal) { "55P03", "40P01", "40001" };

    /// <summary>The failure of one migration that is not in the history.</summary>
    public static DeployFailure From(PushError error, Migration migration, FailureState state)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(migration);
        var locks = state != FailureState.Dirty && error.SqlState is not null && Transient.Contains(error.SqlState);
        if (!locks && (error.SqlState is null || !error.IsOfTheMigration))
            return OfTheCli(error, migration, state);
        return new DeployFailure(locks ? FailureCode.LockTimeout : FailureCode.MigrationFailed, Message(error, migration))
        {
            FailedBy = FailureSource.Server,
            State = state,
            ExitCode = Code(state),
            SqlState = error.SqlState,
            Next = (state, locks) switch
            {
                (FailureState.Dirty, _) => "See in the database whether the statement took effect, then run the same command again.",
                (_, true) => "See in pg_stat_activity who holds the lock, or raise locks.deadline in lockkeeper.yaml; then run the same command again.",
                _ => StatementAdvice.For(error.SqlState, migration.FileName) ?? $"Correct {migration.FileName}, rehearse with ./build.sh, then run the same command again.",
            },
        };
    }

    // The CLI could not connect, or would not begin.
    private static DeployFailure OfTheCli(PushError error, Migration migration, FailureState state) =>
        new(FailureCode.ToolFailed, $"{migration.FileName}: the Supabase CLI failed: {Without(error.Message, migration, statement: null)} ({error.Code})")
        {
            FailedBy = FailureSource.Tool,
            State = state,
            ExitCode = Code(state),
            Next = "Correct what the CLI says, or leave --engine out: the history is the same.",
        };

    private static string Message(PushError error, Migration migration)
    {
        var statement = error.Statement is { } index && index < migration.Statements.Count ? migration.Statements[index] : null;
        var lines = Without(error.Message, migration, statement).Split('\n');
        var more = string.Concat(lines.Skip(1).Where(l => !string.IsNullOrWhiteSpace(l)).Select(l => $"\n  {l.Trim()}"));
        if (statement is null)
            return $"{migration.FileName}: {lines[0]} (SQLSTATE {error.SqlState}){more}";
        var place = $"SQLSTATE {error.SqlState}, statement {error.Statement + 1} of {migration.Statements.Count}";
        return $"{migration.FileName}:{statement.CodeLine}: {lines[0]} ({place})\n    {new ShownStatement(statement, error.Message).Place(0).Text}{more}";
    }

    // The CLI repeats the statement behind the server's words; where it does not say which one it was, it may be any.
    private static string Without(string message, Migration migration, SqlStatement? statement) =>
        (statement is null ? migration.Statements : [statement]).Aggregate(message, (text, s) => new ShownStatement(s, message).Without(text));

    private static ExitCode Code(FailureState state) => state switch
    {
        FailureState.Dirty => ExitCode.Unknown,
        FailureState.RolledBack => ExitCode.RolledBack,
        _ => ExitCode.NothingChanged,
    };
}
