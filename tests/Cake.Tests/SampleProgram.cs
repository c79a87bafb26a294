using Lockkeeper.Processes;

namespace Cake.Tests;

/// <summary>One run of the sample build in a process of its own.</summary>
internal sealed record SampleProgram(int ExitCode, string Output, string Error)
{
    /// <summary>What setups, tasks and teardowns reported, in order.</summary>
    public IReadOnlyList<string> Marks { get; } =
        [.. Output.Split('\n').Where(line => line.StartsWith("> ", StringComparison.Ordinal)).Select(line => line[2..].TrimEnd())];

    /// <summary>The marks of tasks alone.</summary>
    public IEnumerable<string> Tasks => Marks.Where(mark =>
        !mark.StartsWith("Setup of", StringComparison.Ordinal) && !mark.StartsWith("Teardown", StringComparison.Ordinal)
        && !mark.StartsWith("before ", StringComparison.Ordinal) && !mark.StartsWith("after ", StringComparison.Ordinal));

    public static Task<SampleProgram> RunAsync(params string[] arguments) => RunWithAsync([], arguments);

    public static async Task<SampleProgram> RunWithAsync(Dictionary<string, string> environment, params string[] arguments)
    {
        var command = new ChildCommand("dotnet", [Path.Combine(AppContext.BaseDirectory, "Sample.dll"), .. arguments])
        {
            Environment = environment.Append(new("NO_COLOR", "1")).ToDictionary(pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal),
            WorkingDirectory = AppContext.BaseDirectory,
            Deadline = TimeSpan.FromSeconds(60),
            AlsoExpected = [1, 255],
        };
        var result = await ChildProcess.RunAsync(command, CancellationToken.None);
        return new SampleProgram(result.ExitCode, result.StandardOutput, result.StandardError);
    }
}
