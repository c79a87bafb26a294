using Lockkeeper.Evidence;
using Lockkeeper.Failures;

namespace Lockkeeper.Drift;

/// <summary>What came of comparing a live target.</summary>
/// <param name="Environment">The target's environment.</param>
/// <param name="Target">The server that answered for it.</param>
/// <param name="Findings">How it differs.</param>
public sealed record DriftReport(string Environment, TargetIdentity Target, DriftFindings Findings)
{
    /// <summary>The environment that it was compared with; null where that is what its applied migrations imply.</summary>
    public string? Against { get; init; }

    /// <summary>The server that answered for <see cref="Against"/>.</summary>
    public TargetIdentity? Other { get; init; }

    /// <summary>How many migrations were replayed; 0 where another environment was compared.</summary>
    public int Applied { get; init; }

    /// <summary>What folder and history, or the two histories, disagree on: to be read before the differences.</summary>
    public IReadOnlyList<string> History { get; init; } = [];

    /// <summary>The finding as the gate that it is.</summary>
    /// <returns>Null where there is no drift.</returns>
    public DeployFailure? Refusal() => Findings.None
        ? null
        : DeployFailure.Refused(
            FailureCode.Drift,
            Against is null
                ? $"{Environment} is not what its applied migrations imply: {Counts}."
                : $"{Environment} is not like {Against}: {Counts}.",
            Against is null
                ? "Write what is wanted into a migration that copes with finding it there (--target=NewMigration --name=…), and take back the rest."
                : "Bring both to the same migrations (--target=Status), and compare each with what its own imply: --target=Drift without --against.");

    /// <summary>For instance <c>1 object missing, 2 extra, 1 different</c>.</summary>
    public string Counts =>
        $"{Findings.Missing.Count} {(Findings.Missing.Count == 1 ? "object" : "objects")} missing, {Findings.Extra.Count} extra, {Findings.Different.Count} different";
}
