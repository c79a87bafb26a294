using Cake.Frosting;
using Lockkeeper.Evidence;

namespace Lockkeeper.Build.Tasks;

/// <summary>Fourth phase: does it still work.</summary>
[TaskName("SmokeTests")]
[TaskDescription("Runs the six smoke tests")]
[IsDependentOn(typeof(Migrate))]
public sealed class SmokeTests() : PhaseTask(Phase.SmokeTests);
