using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>
/// Where a failure after COMMIT is to be rolled back (<c>onFailure: rollback</c>), a plan that cannot be is refused before it is applied,
/// unless a person takes responsibility for it.
/// </summary>
internal static class RollbackGate
{
    /// <summary>What <c>--accept-hazard</c> calls it.</summary>
    public const string Hazard = "no-rollback";

    private const string Said = "It cannot be rolled back by itself:";

    /// <summary>Whether a sentence of the evidence is one of this gate.</summary>
    public static bool IsSaidBy(string note) => note.StartsWith(Said, StringComparison.Ordinal);

    /// <summary>What the report says, also where it is refused.</summary>
    public static string Told(IReadOnlyList<Problem> problems) => $"{Said} {string.Join(" ", problems.Select(p => $"{p.Where}: {p.What}"))}";

    /// <returns>The reason with which a person accepted it; null where nobody had to.</returns>
    /// <exception cref="DeployFailure">Refused, with everything that cannot be put back.</exception>
    public static string? Look(DeployOptions options, DeploymentPlan plan, IReadOnlyList<Problem> problems)
    {
        // What the CLI wrote nobody counts: that lies in the choice of the engine, and a plan could not be written otherwise.
        if (problems.Count == 0 || options.Monitor.OnFailure is not OnFailure.Rollback || options.Engine is not Engine.Npgsql) return null;
        var accepted = options.AcceptedHazards.FirstOrDefault(h =>
            string.Equals(h.Id, Hazard, StringComparison.OrdinalIgnoreCase) && plan.Pending.Any(m => string.Equals(m.Version, h.Version, StringComparison.Ordinal)));
        if (accepted is not null) return accepted.Reason;
        throw DeployFailure.Refused(
            FailureCode.RollbackManual,
            "The plan was applied to the restored copy, and could not be rolled back there:",
            problems,
            $"Write it so that it can be, or say that a person will: --accept-hazard={Hazard}@{plan.Pending[^1].Version}:reason, "
            + "or monitor.onFailure: stop. The target was not touched.");
    }
}
