using Cake.Frosting;

namespace Lockkeeper.Build.Tasks;

/// <summary>The whole chain on the environment staging.</summary>
[TaskName("DeployStaging")]
[TaskDescription("Backup, VerifyEnv, Migrate, SmokeTests and Monitor on staging")]
[IsDependentOn(typeof(Monitor))]
public sealed class DeployStaging : FrostingTask<DeployContext>;
