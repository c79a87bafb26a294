using Cake.Frosting;
using Lockkeeper.Evidence;

namespace Lockkeeper.Build.Tasks;

/// <summary>Fifth phase: does it go on working.</summary>
[TaskName("Monitor")]
[TaskDescription("Watches the target for the bake window and gives a verdict")]
[IsDependentOn(typeof(SmokeTests))]
public sealed class Monitor() : PhaseTask(Phase.Monitor);
