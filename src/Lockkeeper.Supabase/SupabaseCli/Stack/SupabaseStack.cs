using Lockkeeper.Failures;
using Lockkeeper.Processes;
using Npgsql;

namespace Lockkeeper.Supabase.SupabaseCli.Stack;

/// <summary>
/// The platform's own services in containers, with a database of their own, for as long as this object lives. Its database is the CLI's
/// throwaway one; nothing of it stays.
/// </summary>
public sealed class SupabaseStack : IAsyncDisposable
{
    private const string Argument = "--services=supabase-start";

    // A first start loads some gigabytes of images.
    private static readonly TimeSpan StartDeadline = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan AnswerDeadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopDeadline = TimeSpan.FromMinutes(5);

    private readonly CliProgram _program;
    private readonly StackProject _project;
    private int _stopped;

    private SupabaseStack(CliProgram program, StackProject project) => (_program, _project) = (program, project);

    /// <summary>Where it listens.</summary>
    public StackStatus Status { get; private set; } = null!;

    /// <summary>How the superuser of its database connects: the CLI gives all roles of a local stack the same password.</summary>
    public NpgsqlConnectionStringBuilder Superuser => new(Status.Database.ConnectionString) { Username = SupabaseBaseline.Superuser };

    /// <summary>Looks whether a stack can be started at all; starts nothing.</summary>
    /// <param name="search">Where the CLI is looked for.</param>
    /// <param name="docker">The Docker client.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="DeployFailure">Refused: the CLI or Docker is missing, or Docker does not run.</exception>
    public static async Task<CliProgram> RequireAsync(CliSearch search, string docker, CancellationToken token)
    {
        var program = await CliProgram.FindAsync(search, token, Argument);
        if (Programs.Find(docker) is not { } client)
            throw DeployFailure.Refused(FailureCode.ToolMissing, $"{Argument} needs Docker, and there is no docker on PATH.", Advice);
        try
        {
            await ChildProcess.RunAsync(new ChildCommand(client, ["version", "--format", "{{.Server.Version}}"]) { Deadline = AnswerDeadline }, token);
            return program;
        }
        catch (ChildProcessFailure failure)
        {
            throw DeployFailure.Refused(FailureCode.ToolMissing, $"{Argument} needs Docker, and its daemon does not answer: {failure.StandardError.Trim()}", Advice, failure);
        }
    }

    /// <summary>Starts the stack and waits until it is healthy.</summary>
    /// <exception cref="DeployFailure">It does not start; what was started is stopped again.</exception>
    public static async Task<SupabaseStack> StartAsync(CliProgram program, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(program);
        var stack = new SupabaseStack(program, new StackProject());
        try
        {
            await stack.RunAsync(["start", "--yes"], StartDeadline, token);
            // Machine-readable, and on standard output only.
            stack.Status = StackStatus.Parse((await stack.RunAsync(["status", "--output=env"], AnswerDeadline, token)).StandardOutput);
            return stack;
        }
        catch (Exception e)
        {
            await stack.DisposeAsync();
            throw e switch
            {
                ChildProcessFailure or FormatException => DeployFailure.NothingChanged(
                    FailureCode.LocalServer, FailureSource.Us, $"The Supabase stack could not be started: {e.Message}", Advice, e),
                _ => e,
            };
        }
    }

    /// <summary>Stops all of its containers and deletes their volumes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1) return;
        try
        {
            await RunAsync(["stop", "--no-backup", "--yes"], StopDeadline, CancellationToken.None);
        }
        catch (ChildProcessFailure)
        {
            // After a start that failed there may be nothing to stop; whatever else is left has the project's name and hurts nobody.
        }

        _project.Dispose();
    }

    private static string Advice => $"Start Docker and install the Supabase CLI ({CliProgram.Supported}), or leave {Argument} out: the local stand-ins need neither.";

    private Task<ChildResult> RunAsync(IReadOnlyList<string> arguments, TimeSpan deadline, CancellationToken token)
    {
        var environment = CliEnvironment.Quiet(_project.Home);
        // Docker's own context and registry logins are in the home folder that the CLI does not get.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DOCKER_CONFIG")))
            environment["DOCKER_CONFIG"] = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
        var command = new ChildCommand(_program.Path, [.. arguments, $"--workdir={_project.WorkFolder}"])
        {
            Environment = environment,
            WorkingDirectory = _project.WorkFolder,
            Deadline = deadline,
        };
        return ChildProcess.RunAsync(command, token);
    }
}
