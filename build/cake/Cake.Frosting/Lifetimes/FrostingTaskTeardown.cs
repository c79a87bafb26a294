using Cake.Core;

namespace Cake.Frosting;

/// <summary>What happens after each task, over Cake's own context.</summary>
public abstract class FrostingTaskTeardown : FrostingTaskTeardown<ICakeContext>;

/// <summary>What happens after each task.</summary>
/// <typeparam name="TContext">The build's own context.</typeparam>
public abstract class FrostingTaskTeardown<TContext> : IFrostingTaskTeardown
    where TContext : ICakeContext
{
    /// <inheritdoc cref="IFrostingTaskTeardown.Teardown"/>
    public abstract void Teardown(TContext context, ITaskTeardownContext info);

    void IFrostingTaskTeardown.Teardown(ICakeContext context, ITaskTeardownContext info) => Teardown((TContext)context, info);
}
