using Cake.Core;

namespace Cake.Frosting;

/// <summary>What happens after the last task, over Cake's own context.</summary>
public abstract class FrostingTeardown : FrostingTeardown<ICakeContext>;

/// <summary>What happens after the last task.</summary>
/// <typeparam name="TContext">The build's own context.</typeparam>
public abstract class FrostingTeardown<TContext> : IFrostingTeardown
    where TContext : ICakeContext
{
    /// <inheritdoc cref="IFrostingTeardown.Teardown"/>
    public abstract void Teardown(TContext context, ITeardownContext info);

    void IFrostingTeardown.Teardown(ICakeContext context, ITeardownContext info) => Teardown((TContext)context, info);
}
