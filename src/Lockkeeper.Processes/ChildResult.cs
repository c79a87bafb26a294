namespace Lockkeeper.Processes;

/// <summary>What a program left behind.</summary>
public sealed record ChildResult(int ExitCode, string StandardOutput, string StandardError, TimeSpan Duration);
