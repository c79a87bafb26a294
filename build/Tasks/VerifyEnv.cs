using Cake.Frosting;
using Lockkeeper.Evidence;

namespace Lockkeeper.Build.Tasks;

/// <summary>Second phase: the gates.</summary>
[TaskName("VerifyEnv")]
[TaskDescription("Looks at everything that must be right before anything is changed")]
[IsDependentOn(typeof(Backup))]
public sealed class VerifyEnv() : PhaseTask(Phase.VerifyEnv);
