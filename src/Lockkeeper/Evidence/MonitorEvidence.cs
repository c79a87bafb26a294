using Lockkeeper.Verdicts;

namespace Lockkeeper.Evidence;

/// <summary>What the bake window showed.</summary>
/// <param name="Verdict">The verdict.</param>
/// <param name="Samples">How many samples were taken.</param>
/// <param name="Seconds">How long the window lasted.</param>
/// <param name="Reasons">Why the verdict is not successful; empty otherwise.</param>
public sealed record MonitorEvidence(Verdict Verdict, int Samples, double Seconds, IReadOnlyList<string> Reasons);
