using Lockkeeper.Evidence;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Ends a smoke test that did not pass.</summary>
internal sealed class SmokeStop : Exception
{
    private SmokeStop(SmokeTestStatus status, string note)
        : base(note) => Status = status;

    public SmokeTestStatus Status { get; }

    /// <summary>Whether a test that this one builds upon did not pass: then that one is to blame.</summary>
    public bool IsForAnother { get; private init; }

    public static SmokeStop Failed(string what, string cause, string next) => Failed(new SmokeFinding(what, cause, next));

    public static SmokeStop Failed(params IReadOnlyList<SmokeFinding> findings) => new(SmokeTestStatus.Failed, string.Join(' ', findings));

    public static SmokeStop Skipped(string why) => new(SmokeTestStatus.Skipped, why);

    public static SmokeStop Needs(string test, SmokeTestStatus how) => new(SmokeTestStatus.Skipped, $"needs {test}, which {(how is SmokeTestStatus.Failed ? "failed" : "was skipped")}")
    {
        IsForAnother = true,
    };
}
