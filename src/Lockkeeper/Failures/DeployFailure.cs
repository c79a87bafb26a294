namespace Lockkeeper.Failures;

/// <summary>
/// A deployment that cannot go on. Says who failed, what state is left and what to do next; the message never holds a secret.
/// </summary>
public sealed class DeployFailure(FailureCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The stable name of what went wrong.</summary>
    public FailureCode Code { get; } = code;

    /// <summary>Who failed.</summary>
    public required FailureSource FailedBy { get; init; }

    /// <summary>What is left on the target.</summary>
    public FailureState State { get; init; } = FailureState.NothingChanged;

    /// <summary>The exit code of the process.</summary>
    public required ExitCode ExitCode { get; init; }

    /// <summary>The next command to run, or the thing to do before it.</summary>
    public required string Next { get; init; }

    /// <summary>The five-character SQLSTATE where a server failed.</summary>
    public string? SqlState { get; init; }

    /// <summary>The single mistakes behind it, where there are several.</summary>
    public IReadOnlyList<Problem> Problems { get; init; } = [];

    /// <summary>A gate said no; nothing was touched.</summary>
    public static DeployFailure Refused(FailureCode code, string message, string next, Exception? inner = null) =>
        new(code, message, inner) { FailedBy = FailureSource.Gate, ExitCode = ExitCode.Refused, Next = next };

    /// <summary>Several things are wrong with an input; all of them are told together, none was acted on.</summary>
    public static DeployFailure Refused(FailureCode code, string summary, IReadOnlyList<Problem> problems, string next) =>
        new(code, Listed(summary, problems)) { FailedBy = FailureSource.Gate, ExitCode = ExitCode.Refused, Next = next, Problems = problems };

    /// <summary>The options or the configuration are wrong; all mistakes are told together.</summary>
    public static DeployFailure BadConfiguration(IReadOnlyList<Problem> problems) =>
        new(FailureCode.Configuration, Listed("The configuration is not usable:", problems))
        {
            FailedBy = FailureSource.Options,
            ExitCode = ExitCode.BadConfiguration,
            Next = "Correct what is listed and run the same command again; nothing was contacted.",
            Problems = problems,
        };

    /// <summary>Something failed before anything was changed.</summary>
    public static DeployFailure NothingChanged(FailureCode code, FailureSource source, string message, string next, Exception? inner = null) =>
        new(code, message, inner) { FailedBy = source, ExitCode = ExitCode.NothingChanged, Next = next };

    private static string Listed(string summary, IReadOnlyList<Problem> problems) =>
        problems.Count == 0 ? summary : $"{summary}\n{string.Join('\n', problems.Select(p => $"  - {p}"))}";
}
