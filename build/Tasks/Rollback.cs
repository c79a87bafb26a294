using Cake.Frosting;
using Lockkeeper.Evidence;

namespace Lockkeeper.Build.Tasks;

/// <summary>Undoes what a deployment committed, and keeps every row that was written since.</summary>
[TaskName("Rollback")]
[TaskDescription("Undoes a deployment (--deployment=ID, default: the last one of the environment)")]
public sealed class Rollback() : PhaseTask(Phase.Rollback);
