using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.VerifyEnv.Gates;

/// <summary>A deployment that reaches Migrate may begin only inside its window, or with a reason.</summary>
internal static class WindowGate
{
    public static IEnumerable<GateFinding> Look(DeployOptions options, TimeProvider time)
    {
        if (options.Window is not { } window || options.OutsideWindow is not null || !options.Reaches(Evidence.Phase.Migrate)) yield break;
        if (window.Contains(time.GetUtcNow())) yield break;
        yield return new GateFinding(FailureCode.OutsideWindow, new Problem(
            $"environments.{options.Environment}.window", $"is closed now: it is open {window}.",
            "Wait for it, or give --outside-window=\"why\" (the reason is kept in the report)."));
    }
}
