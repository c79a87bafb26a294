namespace Lockkeeper.Processes;

/// <summary>
/// A program failed, or did not end in time. Carries its streams but never its arguments or environment; values of the command's
/// environment whose names look secret are masked should the program have printed them.
/// </summary>
public sealed class ChildProcessFailure : Exception
{
    private const int Kept = 4096;

    private ChildProcessFailure(string message, ChildCommand command, ChildResult result, bool deadlinePassed)
        : base(message)
    {
        Program = command.Program;
        ExitCode = result.ExitCode;
        StandardOutput = Tail(result.StandardOutput, command);
        StandardError = Tail(result.StandardError, command);
        Duration = result.Duration;
        IsDeadlinePassed = deadlinePassed;
    }

    /// <summary>The program, as it was named in the command.</summary>
    public string Program { get; }

    /// <summary>Its exit code; that of being killed when the deadline passed.</summary>
    public int ExitCode { get; }

    /// <summary>The last 4,096 characters of its standard output.</summary>
    public string StandardOutput { get; }

    /// <summary>The last 4,096 characters of its standard error.</summary>
    public string StandardError { get; }

    /// <summary>How long it ran.</summary>
    public TimeSpan Duration { get; }

    /// <summary>It was killed because its deadline had passed.</summary>
    public bool IsDeadlinePassed { get; }

    /// <summary>It ended with an exit code that was not expected.</summary>
    public static ChildProcessFailure BadExit(ChildCommand command, ChildResult result) =>
        new(
            Describe($"{Path.GetFileName(command.Program)} ended with exit code {result.ExitCode} after {Seconds(result.Duration)}", command, result),
            command,
            result,
            deadlinePassed: false);

    /// <summary>It did not end in time and was killed.</summary>
    public static ChildProcessFailure DeadlinePassed(ChildCommand command, ChildResult result) =>
        new(
            Describe($"{Path.GetFileName(command.Program)} did not end within {Seconds(command.Deadline)} and was killed", command, result),
            command,
            result,
            deadlinePassed: true);

    private static string Describe(string what, ChildCommand command, ChildResult result)
    {
        var output = Tail(result.StandardOutput, command).Trim();
        var error = Tail(result.StandardError, command).Trim();
        return what + (error.Length > 0 ? $"\nstderr: {error}" : "") + (output.Length > 0 ? $"\nstdout: {output}" : "");
    }

    private static string Tail(string text, ChildCommand command)
    {
        // Masked before it is cut: the cut could leave the second half of a secret.
        var masked = command.Environment
            .Where(v => !string.IsNullOrEmpty(v.Value) && SecretNames.Match(v.Key))
            .Aggregate(text, (t, v) => t.Replace(v.Value!, "***", StringComparison.Ordinal));
        return masked.Length <= Kept ? masked : masked[^Kept..];
    }

    private static string Seconds(TimeSpan time) => $"{time.TotalSeconds:0.0} s";
}
