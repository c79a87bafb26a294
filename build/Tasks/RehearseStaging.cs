using Cake.Frosting;

namespace Lockkeeper.Build.Tasks;

/// <summary>The whole chain on a copy of staging.</summary>
[TaskName("RehearseStaging")]
[TaskDescription("The whole chain on a restored copy of staging, which itself is only read")]
[IsDependentOn(typeof(Monitor))]
public sealed class RehearseStaging : FrostingTask<DeployContext>;
