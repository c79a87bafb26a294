using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Peers;

/// <summary>A program that applies migrations, run as its users run it.</summary>
/// <param name="Name">As the tables show it.</param>
/// <param name="Program">Name on PATH, or a path.</param>
internal abstract record Peer(string Name, string Program)
{
    /// <summary>Its version, in one word; empty where it does not matter.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether it knows what is applied, so that a second run has nothing to do.</summary>
    public virtual bool HasHistory => true;

    /// <summary>Writes the workload in the program's own format.</summary>
    public abstract void Write(string folder, IReadOnlyList<Script> scripts);

    /// <summary>The command that applies everything in the folder.</summary>
    public abstract ChildCommand Apply(string folder, Address address);

    protected ChildCommand Command(string folder, Address address, IReadOnlyList<string> arguments, params (string Name, string Value)[] variables)
    {
        var environment = new Dictionary<string, string?>(address.Variables, StringComparer.Ordinal) { ["NO_COLOR"] = "1", ["HOME"] = folder };
        foreach (var (name, value) in variables) environment[name] = value;
        return new ChildCommand(Program, arguments) { WorkingDirectory = folder, Environment = environment, Deadline = TimeSpan.FromMinutes(5) };
    }

    protected static void WriteFile(string folder, string path, string text)
    {
        var file = Path.Combine(folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
