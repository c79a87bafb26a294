using Lockkeeper.Processes;

namespace Scripts.Tests;

/// <summary>A scratch repository whose PATH has the common tools and the stand-ins that a test adds, and nothing else.</summary>
public sealed class ClosedRepository : ScratchRepository
{
    private static readonly string[] Common =
    [
        "bash", "cat", "chmod", "cp", "date", "dirname", "env", "find", "flock", "grep", "head", "id", "ln", "mkdir", "mv", "ps", "readlink", "rm",
        "sed", "sleep", "tail", "timeout", "touch", "true",
    ];

    private readonly string _tools;

    public ClosedRepository(params string[] standIns)
    {
        _tools = Path.Combine(Folder, "tools");
        Directory.CreateDirectory(_tools);
        foreach (var name in Common)
            AddReal(name);
        foreach (var name in standIns)
            Add(name);
        Set("PATH", _tools);
    }

    /// <summary>Where the stand-ins lie, also those that are not on PATH.</summary>
    public static string StandIns => Path.Combine(AppContext.BaseDirectory, "Tools");

    public void Add(string standIn) => File.CreateSymbolicLink(Path.Combine(_tools, standIn), Path.Combine(StandIns, standIn));

    /// <summary>Puts a program of this machine on PATH, under its own or another name.</summary>
    public void AddReal(string program, string? name = null) =>
        File.CreateSymbolicLink(Path.Combine(_tools, name ?? program), Programs.Find(program)!);

    public void Remove(string standIn) => File.Delete(Path.Combine(_tools, standIn));
}
