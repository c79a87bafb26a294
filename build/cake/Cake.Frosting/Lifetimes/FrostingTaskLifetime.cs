using Cake.Core;

namespace Cake.Frosting;

/// <summary>What happens before and after each task, over Cake's own context.</summary>
public abstract class FrostingTaskLifetime : FrostingTaskLifetime<ICakeContext>;

/// <summary>What happens before and after each task.</summary>
/// <typeparam name="TContext">The build's own context.</typeparam>
public abstract class FrostingTaskLifetime<TContext> : IFrostingTaskLifetime
    where TContext : ICakeContext
{
    /// <inheritdoc cref="IFrostingTaskSetup.Setup"/>
    public abstract void Setup(TContext context, ITaskSetupContext info);

    /// <inheritdoc cref="IFrostingTaskTeardown.Teardown"/>
    public abstract void Teardown(TContext context, ITaskTeardownContext info);

    void IFrostingTaskSetup.Setup(ICakeContext context, ITaskSetupContext info) => Setup((TContext)context, info);

    void IFrostingTaskTeardown.Teardown(ICakeContext context, ITaskTeardownContext info) => Teardown((TContext)context, info);
}
