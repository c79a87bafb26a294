using Cake.Frosting;

namespace Lockkeeper.Build.Tasks;

/// <summary>What runs when no target is named.</summary>
[TaskName("Default")]
[TaskDescription("Rehearse")]
[IsDependentOn(typeof(Rehearse))]
public sealed class Default : FrostingTask<DeployContext>;
