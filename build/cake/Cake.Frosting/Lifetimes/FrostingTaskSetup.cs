using Cake.Core;

namespace Cake.Frosting;

/// <summary>What happens before each task, over Cake's own context.</summary>
public abstract class FrostingTaskSetup : FrostingTaskSetup<ICakeContext>;

/// <summary>What happens before each task.</summary>
/// <typeparam name="TContext">The build's own context.</typeparam>
public abstract class FrostingTaskSetup<TContext> : IFrostingTaskSetup
    where TContext : ICakeContext
{
    /// <inheritdoc cref="IFrostingTaskSetup.Setup"/>
    public abstract void Setup(TContext context, ITaskSetupContext info);

    void IFrostingTaskSetup.Setup(ICakeContext context, ITaskSetupContext info) => Setup((TContext)context, info);
}
