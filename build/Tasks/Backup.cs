using Cake.Frosting;
using Lockkeeper.Evidence;

namespace Lockkeeper.Build.Tasks;

/// <summary>First phase: a dump of one snapshot.</summary>
[TaskName("Backup")]
[TaskDescription("Dumps one snapshot of the target, with a hashed manifest")]
public sealed class Backup() : PhaseTask(Phase.Backup);
