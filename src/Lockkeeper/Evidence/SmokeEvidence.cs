namespace Lockkeeper.Evidence;

/// <summary>The result of the six smoke tests.</summary>
public sealed record SmokeEvidence(TargetIdentity Target, IReadOnlyList<SmokeTestResult> Tests);

/// <summary>One smoke test.</summary>
/// <param name="Name">One of the six names of the initiative.</param>
/// <param name="Status">Passed only when all of it was run.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Note">What was proven, why it was skipped, or the cause and next step.</param>
public sealed record SmokeTestResult(string Name, SmokeTestStatus Status, double Seconds, string Note);

/// <summary>How a smoke test ended.</summary>
public enum SmokeTestStatus
{
    Passed,
    Failed,
    Skipped,
}
