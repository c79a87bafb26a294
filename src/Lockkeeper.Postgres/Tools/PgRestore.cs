using Lockkeeper.Failures;
using Lockkeeper.Processes;
using Npgsql;

namespace Lockkeeper.Postgres.Tools;

/// <summary>
/// Restores a dump with pg_restore into an empty database, as a superuser, where the roles exist already. The first error ends it: a
/// restore that leaves something out is none.
/// </summary>
public static class PgRestore
{
    /// <summary>Restores all of a dump, or its schema.</summary>
    /// <exception cref="DeployFailure">
    /// pg_restore failed, warned, or did not end in time (<see cref="FailureCode.BackupFailed" />); the database is then to be thrown away.
    /// </exception>
    public static async Task<PgRestoreResult> RunAsync(
        ClientTools tools, NpgsqlConnectionStringBuilder target, PgRestoreOptions options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(tools);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        var messages = new RestoreMessages();
        try
        {
            var result = await tools.RunAsync(Command(tools, target, options, messages), [options.Folder], token);
            return messages.Any
                ? throw Failed($"pg_restore warned, so what it restored cannot be trusted: {messages}", options, inner: null)
                : new PgRestoreResult(tools.Version, result.Duration);
        }
        catch (ChildProcessFailure failure)
        {
            var what = failure.IsDeadlinePassed ? $"pg_restore did not end within {options.Deadline}" : $"pg_restore ended with exit code {failure.ExitCode}";
            throw Failed(messages.Any ? $"{what}: {messages}" : $"{what}.", options, failure);
        }
    }

    private static ChildCommand Command(ClientTools tools, NpgsqlConnectionStringBuilder target, PgRestoreOptions options, RestoreMessages messages)
    {
        string[] part = options.SchemaOnly ? ["--schema-only"] : [];
        // Only with --verbose does it say which object an error is about.
        return new ChildCommand(
            tools.PgRestore,
            [
                "--format=directory", $"--jobs={options.Jobs}", "--exit-on-error", "--verbose", "--no-password", $"--dbname={Database(target)}", .. part,
                options.Folder,
            ])
        {
            Environment = ConnectionVariables.For(target),
            Deadline = options.Deadline,
            OnLine = line =>
            {
                messages.Take(line);
                options.OnLine?.Invoke(line);
            },
        };
    }

    // Without --dbname pg_restore prints a script; a bare name with = or :// in it would be read as a whole connection.
    private static string Database(NpgsqlConnectionStringBuilder target) =>
        $"dbname='{target.Database?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static DeployFailure Failed(string message, PgRestoreOptions options, Exception? inner) =>
        DeployFailure.NothingChanged(
            FailureCode.BackupFailed,
            FailureSource.Tool,
            message,
            $"Correct what pg_restore says about {options.Folder}, then run the same command again; only a throwaway server was written to.",
            inner);
}
