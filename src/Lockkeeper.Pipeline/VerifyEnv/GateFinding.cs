using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.VerifyEnv;

/// <summary>Something that a gate will not let pass.</summary>
/// <param name="Code">Its stable name.</param>
/// <param name="Problem">Where, what, and what to do.</param>
public sealed record GateFinding(FailureCode Code, Problem Problem);
