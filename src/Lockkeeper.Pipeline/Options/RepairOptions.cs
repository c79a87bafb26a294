namespace Lockkeeper.Pipeline.Options;

/// <summary>What the history is to be made to say. It is only ever changed for versions that somebody named.</summary>
/// <param name="Applied">Versions to record as applied, with the statements of their files.</param>
/// <param name="Reverted">Versions to take out.</param>
/// <param name="Baseline">The version up to which all files are recorded in an empty history; null when none was given.</param>
public sealed record RepairOptions(IReadOnlyList<string> Applied, IReadOnlyList<string> Reverted, string? Baseline);
