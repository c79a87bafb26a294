using Lockkeeper.Contracts;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>What became of the routines whose bodies name something that is gone.</summary>
/// <param name="Broken">These no longer work.</param>
/// <param name="Notes">A sentence for each that may no longer work: in a string, or where something else of that name may be meant.</param>
public sealed record RoutineFindings(IReadOnlyList<BrokenRoutine> Broken, IReadOnlyList<string> Notes)
{
    internal static RoutineFindings None { get; } = new([], []);
}
