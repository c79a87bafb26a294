using Cake.Frosting;

namespace Lockkeeper.Build.Tasks;

/// <summary>The whole chain on the environment production.</summary>
[TaskName("DeployProduction")]
[TaskDescription("Backup, VerifyEnv, Migrate, SmokeTests and Monitor on production")]
[IsDependentOn(typeof(Monitor))]
public sealed class DeployProduction : FrostingTask<DeployContext>;
