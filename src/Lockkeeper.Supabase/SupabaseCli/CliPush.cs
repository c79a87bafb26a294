using Lockkeeper.Failures;
using Lockkeeper.Processes;

namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>One run of <c>db push</c>.</summary>
/// <param name="program">The CLI.</param>
/// <param name="connection">The target as libpq's environment variables; the password travels in them and nowhere else.</param>
/// <param name="options">The target's own server options; null when it has none.</param>
public sealed class CliPush(CliProgram program, IReadOnlyDictionary<string, string?> connection, string? options)
{
    /// <summary>Pushes what the project shows and the history lacks.</summary>
    /// <param name="project">The work folder.</param>
    /// <param name="limits">How long to wait and run.</param>
    /// <param name="includeAll">Whether files older than applied ones are applied.</param>
    /// <param name="token">Kills the program with all its children.</param>
    /// <returns>What it said; null when it ended without an answer.</returns>
    /// <exception cref="ChildProcessFailure">It was killed at its deadline, or ended in a way that is not its own.</exception>
    /// <exception cref="DeployFailure">It cannot be started.</exception>
    public async Task<PushAnswer?> RunAsync(StagedProject project, PushLimits limits, bool includeAll, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(limits);
        var command = new ChildCommand(
            program.Path,
            [
                "db", "push", $"--remote={limits.Remote(options)}", $"--workdir={project.WorkFolder}", "--output-format=json", "--yes",
                .. includeAll ? (string[])["--include-all"] : [],
            ])
        {
            Environment = CliEnvironment.With(project.Home, connection),
            WorkingDirectory = project.WorkFolder,
            Deadline = limits.Deadline,
            // Every failure that it knows of ends with 1 and an answer in JSON.
            AlsoExpected = [1],
        };
        return PushAnswer.Parse((await ChildProcess.RunAsync(command, token)).StandardOutput);
    }
}
