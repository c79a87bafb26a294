using Cake.Frosting;
using Lockkeeper.Evidence;

namespace Lockkeeper.Build.Tasks;

/// <summary>Third phase: the only one that changes the target.</summary>
[TaskName("Migrate")]
[TaskDescription("Applies the pending migrations, each in one transaction with its history row")]
[IsDependentOn(typeof(VerifyEnv))]
public sealed class Migrate() : PhaseTask(Phase.Migrate);
