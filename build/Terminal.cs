using Lockkeeper.Failures;
using Lockkeeper.Live;
using Lockkeeper.Migrations;

namespace Lockkeeper.Build;

/// <summary>Tells a person what is happening, a line a step; what goes on for long is one line that changes.</summary>
/// <param name="output">Standard output, or standard error when the report goes there.</param>
/// <param name="time">The clock of what goes on.</param>
public sealed class Terminal(TextWriter output, TimeProvider time) : IProgress<string>, IProgress<LockWait?>, IProgress<LongWork?>, IProgress<BakeProgress?>, IDisposable
{
    private readonly LiveLine _live = new(output, time);

    /// <summary>Whether there is a person to ask.</summary>
    public static bool IsInteractive => !Console.IsInputRedirected && !Console.IsOutputRedirected;

    /// <summary>Whether a line can change: in CI a terminal is only kept as text.</summary>
    public static bool IsLive => !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
        && Environment.GetEnvironmentVariable("CI") is null or "" or "false";

    /// <inheritdoc />
    public void Report(string value) => _live.Above($"  {value}");

    /// <inheritdoc />
    public void Report(LockWait? value)
    {
        if (value is null) _live.End();
        else _live.Show(now => $"  {value.Line(now)}");
    }

    /// <inheritdoc />
    public void Report(LongWork? value)
    {
        if (value is null) _live.End();
        else _live.Show(now => $"  {value.Line(now)}");
    }

    /// <inheritdoc />
    public void Report(BakeProgress? value)
    {
        if (value is null) _live.End();
        else _live.Show(now => $"  {value.Line(now)}");
    }

    /// <summary>Asks for the answer to be typed.</summary>
    /// <returns>Whether it was.</returns>
    public bool Confirm(string question, string answer)
    {
        lock (output) output.Write($"{question} Type {answer} to go on: ");
        return string.Equals(Console.In.ReadLine()?.Trim(), answer, StringComparison.Ordinal);
    }

    /// <summary>The summary at the end and where the rest of it is.</summary>
    public void Report(string summary, string folder) => _live.Above($"\n{summary.TrimEnd()}\n\nReports: {folder}");

    /// <summary>A failure that no deployment reports.</summary>
    public void Failure(DeployFailure failure) =>
        _live.Above($"\n{failure.Message}\n\nNext: {failure.Next}\nExit code: {(int)failure.ExitCode}");

    /// <inheritdoc />
    public void Dispose() => _live.Dispose();
}
