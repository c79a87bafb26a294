using System.Globalization;
using System.Text.RegularExpressions;
using Lockkeeper.Failures;
using Lockkeeper.Processes;

namespace Lockkeeper.Postgres.Tools;

/// <summary>One of PostgreSQL's programs on this machine, with the version that it reports itself.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Major">15, 16, 17 …</param>
/// <param name="Version">As printed, such as 15.18.</param>
public sealed partial record InstalledProgram(string Path, int Major, string Version)
{
    private static readonly TimeSpan VersionDeadline = TimeSpan.FromSeconds(10);

    /// <summary>The folder that it and its siblings are in.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <inheritdoc />
    public override string ToString() => $"{Version} at {Path}";

    /// <summary>All programs of that name that can be run and tell a version, in the order of the search.</summary>
    public static async Task<IReadOnlyList<InstalledProgram>> AllAsync(string program, ToolSearch search, CancellationToken token)
    {
        var asked = await Task.WhenAll(search.All(program).Select(path => ReadAsync(path, token)));
        return [.. asked.OfType<InstalledProgram>()];
    }

    /// <summary>The version in what a program of PostgreSQL prints about itself; null when there is none.</summary>
    internal static (int Major, string All)? VersionOf(string output)
    {
        // "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", "postgres (PostgreSQL) 18beta1"
        var match = VersionLine().Match(output);
        return match.Success ? (int.Parse(match.Groups["major"].Value, CultureInfo.InvariantCulture), match.Groups["all"].Value) : null;
    }

    private static async Task<InstalledProgram?> ReadAsync(string path, CancellationToken token)
    {
        try
        {
            var result = await ChildProcess.RunAsync(new ChildCommand(path, ["--version"]) { Deadline = VersionDeadline }, token);
            return VersionOf(result.StandardOutput) is var (major, all) ? new InstalledProgram(path, major, all) : null;
        }
        catch (Exception failure) when (failure is ChildProcessFailure or DeployFailure)
        {
            // Broken, or of another architecture: as good as absent.
            return null;
        }
    }

    [GeneratedRegex(@"\) (?<all>(?<major>[0-9]{1,4})[0-9a-z.]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionLine();
}
