using Cake.Frosting;

namespace Lockkeeper.Build.Tasks;

/// <summary>The whole chain on a throwaway production-like server.</summary>
[TaskName("Rehearse")]
[TaskDescription("The whole chain on a throwaway local PostgreSQL (the default)")]
[IsDependentOn(typeof(Monitor))]
public sealed class Rehearse : FrostingTask<DeployContext>;
