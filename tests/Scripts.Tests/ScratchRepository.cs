using Lockkeeper.Processes;

namespace Scripts.Tests;

/// <summary>A small repository with our build.sh and a program of a few lines, below a folder whose name has a blank.</summary>
public class ScratchRepository : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    // Variables by which the test run around us would reach into the builds here.
    private static readonly string[] Foreign =
    [
        "CakePackages", "LOCKKEEPER_NO_INSTALL", "PG_BIN", "DOTNET_INSTALL_DIR", "MSBuildExtensionsPath", "MSBuildSDKsPath",
        "MSBUILD_EXE_PATH", "MSBuildLoadMicrosoftTargetsReadOnly", "DOTNET_ROOT",
    ];

    private readonly Dictionary<string, string?> _environment = Foreign.ToDictionary(name => name, _ => (string?)null, StringComparer.Ordinal);

    public ScratchRepository()
    {
        Folder = Path.Combine(Path.GetTempPath(), $"lockkeeper scripts {Guid.NewGuid():N}");
        Root = Path.Combine(Folder, "the repository");
        Directory.CreateDirectory(Path.Combine(Root, "build"));
        Directory.CreateDirectory(Path.Combine(Root, "src"));
        foreach (var file in (string[])["build.sh", "global.json"])
            CopyOriginal(file);
        Write("build/Program.cs", "first");
        _environment["PATH"] = Environment.GetEnvironmentVariable("PATH");
        // The programs of these tests need no database; the tests about PostgreSQL say otherwise.
        _environment["LOCKKEEPER_NO_INSTALL"] = "1";
    }

    /// <summary>Holds the repository and whatever a test puts beside it.</summary>
    public string Folder { get; }

    public string Root { get; }

    public string Script => Path.Combine(Root, "build.sh");

    /// <summary>What the stand-ins on PATH were asked to do, one call a line.</summary>
    public string[] Journal => File.Exists(JournalFile) ? File.ReadAllLines(JournalFile) : [];

    public int Builds => Journal.Count(line => line.StartsWith("publish ", StringComparison.Ordinal));

    private string JournalFile => Path.Combine(Folder, "journal");

    public void Set(string name, string? value) => _environment[name] = value;

    public string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    public void Write(string path, string text) => File.WriteAllText(Path.Combine(Root, path), text);

    public void WriteProgram(string path, string script)
    {
        var file = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, script);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public Task<ChildResult> BuildAsync(params string[] arguments) => RunAsync(Script, arguments, workingDirectory: Folder);

    /// <summary>Brings a file of the real repository to the same place here.</summary>
    public void CopyOriginal(string path)
    {
        var copy = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(Path.Combine(Original(), path), copy);
    }

    /// <summary>Runs bash commands; the script is <c>$0</c>.</summary>
    public Task<ChildResult> ShellAsync(string commands) => RunAsync("bash", ["-c", commands, Script], workingDirectory: Folder);

    public Task<ChildResult> RunAsync(string program, IReadOnlyList<string> arguments, string workingDirectory, LesserUser? user = null) =>
        ChildProcess.RunAsync(
            new ChildCommand(program, arguments)
            {
                Environment = _environment,
                WorkingDirectory = workingDirectory,
                Deadline = Deadline,
                AlsoExpected = [.. Enumerable.Range(1, 255)],
            }.AsUser(user),
            CancellationToken.None);

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static string Original()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Lockkeeper.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder.FullName;
    }
}
