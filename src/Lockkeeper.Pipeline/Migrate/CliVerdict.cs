using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Processes;
using Lockkeeper.Supabase.SupabaseCli;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>Tells a push that did not do what it should: what the CLI said, and what the database says is left.</summary>
internal sealed class CliVerdict(Migration migration, SecretRedactor secrets)
{
    /// <summary>The failure to throw.</summary>
    public Exception Of(PushAnswer? answer, Exception? ended, PushRemains remains)
    {
        if (remains.Unknown is { } why) return Dirty(FailureCode.CommitUnknown, $"{Said(answer, ended)}, and {why}.", LookNext, ended);
        if (remains.InvalidIndexes.Count > 0) return Invalid(answer, ended, remains);
        if (ended is DeployFailure { Code: FailureCode.LockTimeout } waited)
            return Dirty(FailureCode.LockTimeout, $"{waited.Message} The history does not have it.", $"{waited.Next} {LookNext}", ended);
        // Outside a transaction the statement may have taken effect before its history row could be written.
        var state = migration.RunsOutsideTransaction ? FailureState.Dirty : FailureState.RolledBack;
        return answer switch
        {
            Pushed p => Dirty(
                FailureCode.CommitUnknown,
                p.Files.Contains(migration.FileName, StringComparer.Ordinal)
                    ? "The Supabase CLI says that it was pushed, and the history does not have it."
                    : "The Supabase CLI says that there was nothing to push, and the history does not have it.",
                LookNext, ended),
            PushError e => PushFailures.From(e with { Message = secrets.Redact(e.Message) }, migration, StateOf(e)),
            _ when state == FailureState.Dirty => Dirty(FailureCode.ToolFailed, $"{Said(answer, ended)}; the history does not have it.", LookNext, ended),
            _ when ended is OperationCanceledException => ended,
            _ => RolledBack(ended),
        };
    }

    private const string LookNext = "Run --target=Status and look in the database what of it is there, then run the same command again.";

    // One statement that the server refused left nothing; whatever failed after it, the history row alone is missing.
    private FailureState StateOf(PushError e)
    {
        if (!e.IsOfTheMigration) return FailureState.NothingChanged;
        var refused = e.SqlState is not null && e.Statement < migration.Statements.Count;
        return migration.RunsOutsideTransaction && !refused ? FailureState.Dirty : FailureState.RolledBack;
    }

    private DeployFailure Invalid(PushAnswer? answer, Exception? ended, PushRemains remains)
    {
        var drops = string.Concat(remains.InvalidIndexes.Select(index => $"\n    drop index concurrently if exists {index};"));
        var waited = ended as DeployFailure;
        var history = remains.Recorded ? "; the history has it as applied" : "";
        return Dirty(
            waited?.Code ?? FailureCode.MigrationFailed,
            $"{Said(answer, ended)}; it left an invalid index behind{history}.",
            waited is null ? $"Remove what is left, then run the same command again:{drops}" : $"{waited.Next} Remove what is left first:{drops}",
            ended);
    }

    private DeployFailure RolledBack(Exception? ended) =>
        new(FailureCode.ToolFailed, Told($"{Said(answer: null, ended)}; the server rolled it back."), ended)
        {
            FailedBy = FailureSource.Tool,
            State = FailureState.RolledBack,
            ExitCode = ExitCode.RolledBack,
            Next = "Run the same command again, or leave --engine out: the history is the same.",
        };

    private DeployFailure Dirty(FailureCode code, string message, string next, Exception? ended) =>
        new(code, Told(message), ended) { FailedBy = FailureSource.Tool, State = FailureState.Dirty, ExitCode = ExitCode.Unknown, Next = next };

    private static string Said(PushAnswer? answer, Exception? ended) => (answer, ended) switch
    {
        (PushError e, _) => $"The Supabase CLI failed: {e.Message.Split('\n')[0]} ({e.SqlState ?? e.Code})",
        (Pushed, _) => "The Supabase CLI says that all is well",
        (_, ChildProcessFailure { IsDeadlinePassed: true }) => "The Supabase CLI did not end in time and was killed",
        (_, ChildProcessFailure f) => $"The Supabase CLI ended with exit code {f.ExitCode} and no answer",
        (_, DeployFailure f) => f.Message,
        (_, OperationCanceledException) => "The Supabase CLI was ended because the run was interrupted",
        _ => "The Supabase CLI ended without an answer",
    };

    private string Told(string message) => secrets.Redact($"{migration.FileName}: {message}");
}
