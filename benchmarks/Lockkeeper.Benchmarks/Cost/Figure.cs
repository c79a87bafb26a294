namespace Lockkeeper.Benchmarks.Cost;

/// <summary>One line of the table of costs.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Value">With its unit.</param>
internal sealed record Figure(string What, string Value);
