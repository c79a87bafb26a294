using System.Text.RegularExpressions;
using Lockkeeper.Failures;
using Lockkeeper.Processes;

namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>A Supabase CLI whose behaviour is known.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Version">What it says itself, such as 3.1.0.</param>
public sealed partial record CliProgram(string Path, string Version)
{
    /// <summary>The versions whose answers, statement splitting and history rows were measured, for people.</summary>
    public const string Supported = "3.1.x";

    // A first start after installing reads 140 MB from a cold disk.
    private static readonly TimeSpan VersionDeadline = TimeSpan.FromMinutes(1);

    /// <summary>Finds the CLI and asks for its version.</summary>
    /// <param name="search">Where it is looked for.</param>
    /// <param name="token">Ends it.</param>
    /// <param name="wantedBy">The argument that needs it, for messages.</param>
    /// <exception cref="DeployFailure">Refused: it is missing, does not run, or is of another version.</exception>
    public static async Task<CliProgram> FindAsync(CliSearch search, CancellationToken token, string wantedBy = "--engine=supabase-cli")
    {
        ArgumentNullException.ThrowIfNull(search);
        var path = search.Find() ?? throw DeployFailure.Refused(
            FailureCode.ToolMissing,
            $"{wantedBy} needs the Supabase CLI, and there is none in {search}.",
            $"Install it in the project (npm install --save-dev supabase@3.1), or name it with {CliSearch.Variable}; or leave {wantedBy.Split('=')[0]} out.");
        var said = await AskAsync(path, wantedBy, token);
        var version = VersionText().Match(said).Value;
        return version.StartsWith("3.1.", StringComparison.Ordinal)
            ? new CliProgram(path, version)
            : throw Unsupported(path, wantedBy, version.Length > 0 ? $"version {version}" : $"no version that can be read (\"{FirstLine(said)}\")");
    }

    private static async Task<string> AskAsync(string path, string wantedBy, CancellationToken token)
    {
        using var home = new ScratchFolder();
        try
        {
            var command = new ChildCommand(path, ["--version"]) { Environment = CliEnvironment.Quiet(home.Path), Deadline = VersionDeadline };
            return (await ChildProcess.RunAsync(command, token)).StandardOutput;
        }
        catch (ChildProcessFailure failure)
        {
            throw DeployFailure.Refused(
                FailureCode.ToolMissing,
                $"The Supabase CLI at {path} does not tell its version: {failure.Message}",
                $"Install it anew, or leave {wantedBy.Split('=')[0]} out.",
                failure);
        }
    }

    // 2.x takes no connection from the environment (it knows only --db-url, which would put the password into the process list).
    private static DeployFailure Unsupported(string path, string wantedBy, string what) => DeployFailure.Refused(
        FailureCode.UnsupportedVersion,
        $"The Supabase CLI at {path} has {what}; {Supported} is what {wantedBy} is tested with.",
        $"Install a supported one (npm install --save-dev supabase@3.1), name it with {CliSearch.Variable}, or leave {wantedBy.Split('=')[0]} out.");

    private static string FirstLine(string text) => text.Split('\n')[0].Trim();

    [GeneratedRegex(@"[0-9]+\.[0-9]+\.[0-9][0-9A-Za-z.+-]*", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionText();
}
