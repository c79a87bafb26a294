using Lockkeeper.Failures;

namespace Lockkeeper.Build;

/// <summary>Tells a person what is happening, a line a step.</summary>
/// <param name="output">Standard output, or standard error when the report goes there.</param>
public sealed class Terminal(TextWriter output) : IProgress<string>
{
    /// <summary>Whether there is a person to ask.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <inheritdoc />
    public void Report(string value)
    {
        lock (output) output.WriteLine($"  {value}");
    }

    /// <summary>Asks for the answer to be typed.</summary>
    /// <returns>Whether it was.</returns>
    public bool Confirm(string question, string answer)
    {
        lock (output) output.Write($"{question} Type {answer} to go on: ");
        return string.Equals(Console.In.ReadLine()?.Trim(), answer, StringComparison.Ordinal);
    }

    /// <summary>The summary at the end and where the rest of it is.</summary>
    public void Report(string summary, string folder)
    {
        lock (output) output.WriteLine($"\n{summary.TrimEnd()}\n\nReports: {folder}");
    }

    /// <summary>A failure that no deployment reports.</summary>
    public void Failure(DeployFailure failure)
    {
        lock (output) output.WriteLine($"\n{failure.Message}\n\nNext: {failure.Next}\nExit code: {(int)failure.ExitCode}");
    }
}
