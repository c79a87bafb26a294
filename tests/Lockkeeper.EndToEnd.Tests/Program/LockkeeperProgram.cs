using System.Collections;
using System.Globalization;
using Lockkeeper.Processes;

namespace Lockkeeper.EndToEnd.Tests.Program;

/// <summary>
/// The real program, started as a process with an environment of its own. Whatever a run is about, its output and files are searched
/// for the password of the servers of these tests.
/// </summary>
internal sealed class LockkeeperProgram : IDisposable
{
    // PG_BIN says where this machine's server is and stays.
    private static readonly string[] Foreign =
        ["PG", "LOCKKEEPER_", "PRODUCTION_", "STAGING_", "SUPABASE_", "GITHUB_", "GITLAB_", "TF_", "CI_", "DOTNET_", "NO_COLOR", "OTEL_", "TRACEPARENT"];

    // The precompiled program that build.sh starts, where it started the tests: what people run. Else the one that was built beside them.
    private static readonly string Dll = Environment.GetEnvironmentVariable("LOCKKEEPER_TEST_PROGRAM") is { Length: > 0 } published
        ? published
        : Path.Combine(AppContext.BaseDirectory, "Build.dll");

    private readonly Dictionary<string, string?> _variables = new(StringComparer.Ordinal);

    public LockkeeperProgram()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name is not ("PG_BIN" or "DOTNET_ROOT") && Array.Exists(Foreign, f => name.StartsWith(f, StringComparison.Ordinal)))
                _variables[name] = null;
        }

        _variables["LOCKKEEPER_ROOT"] = Repository.Root;
        // Most runs are about something else than the proof of the backup, which takes a server of its own: see WithProof.
        _variables["LOCKKEEPER_REHEARSAL"] = "off";
        // What is normal shows in a moment where nothing else goes on.
        _variables["LOCKKEEPER_MONITOR_BASELINE"] = "200ms";
        // Throwaway servers put their folders here.
        _variables["TMPDIR"] = Temporary = Scratch.SharedFolder("tmp");
    }

    public Scratch Scratch { get; } = new();

    public string Artifacts => Scratch.Below("artifacts");

    /// <summary>The temporary folder of its runs.</summary>
    public string Temporary { get; }

    /// <summary>Called for each line that it prints.</summary>
    public Action<string>? OnLine { get; set; }

    /// <summary>Its process number while it runs; zero while it does not.</summary>
    public int ProcessId => RunningProcesses.CommandLines()
        .Where(p => p.Line.Contains("Build.dll", StringComparison.Ordinal) && p.Line.Contains(Artifacts, StringComparison.Ordinal))
        .Select(p => p.Pid).FirstOrDefault();

    public LockkeeperProgram With(string variable, string? value)
    {
        _variables[variable] = value;
        return this;
    }

    /// <summary>Backups are restored and compared, as they are where nobody says otherwise.</summary>
    public LockkeeperProgram WithProof() => With("LOCKKEEPER_REHEARSAL", null);

    /// <summary>Gives the program a database as its production.</summary>
    public LockkeeperProgram Against(Production production) => With("PRODUCTION_DATABASE_URL", production.Url);

    /// <summary>A deployment to production in seconds.</summary>
    public Task<ProgramResult> DeployAsync(params string[] arguments) =>
        RunAsync(["--target=DeployProduction", "--yes", "--bake=1s", .. arguments]);

    /// <summary>One run with these arguments, to its end.</summary>
    public Task<ProgramResult> RunAsync(params string[] arguments) => RunAsync("dotnet", Command(arguments));

    /// <summary>The same on a terminal of its own.</summary>
    public Task<ProgramResult> RunOnTerminalAsync(params string[] arguments)
    {
        With("TERM", "xterm").With("CI", null);
        return RunAsync("script", ["-qefc", string.Join(' ', Command(arguments).Prepend("dotnet").Select(a => $"'{a}'")), "/dev/null"]);
    }

    private string[] Command(string[] arguments) => [Dll, .. arguments, $"--artifacts={Artifacts}"];

    private async Task<ProgramResult> RunAsync(string program, IReadOnlyList<string> arguments)
    {
        var command = new ChildCommand(program, arguments)
        {
            Environment = _variables,
            WorkingDirectory = Scratch.Folder,
            Deadline = TimeSpan.FromMinutes(3),
            OnLine = line => OnLine?.Invoke(line),
            AlsoExpected = [.. Enumerable.Range(1, 255)],
        };
        var result = await ChildProcess.RunAsync(command, CancellationToken.None);
        Secrets.MustNotBeIn(result.StandardOutput + result.StandardError);
        Secrets.MustNotBeIn(new DirectoryInfo(Scratch.Folder));
        return new ProgramResult(result.ExitCode, result.StandardOutput, result.StandardError, Artifacts);
    }

    /// <summary>Sends a signal to the running program.</summary>
    /// <param name="name">TERM or INT.</param>
    public async Task SignalAsync(string name)
    {
        var pid = ProcessId;
        pid.Should().BePositive("the program runs");
        var kill = new ChildCommand("sh", ["-c", "kill -s \"$1\" \"$2\"", "sh", name, pid.ToString(CultureInfo.InvariantCulture)])
        {
            Deadline = TimeSpan.FromSeconds(10),
        };
        await ChildProcess.RunAsync(kill, CancellationToken.None);
    }

    public void Dispose() => Scratch.Dispose();
}
