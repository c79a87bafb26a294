using Cake.Frosting;
using Lockkeeper.Evidence;

namespace Lockkeeper.Build.Tasks;

/// <summary>First phase: a dump of one snapshot, restored and compared.</summary>
[TaskName("Backup")]
[TaskDescription("Dumps one snapshot of the target and proves the dump by restoring it")]
public sealed class Backup() : PhaseTask(Phase.Backup);
