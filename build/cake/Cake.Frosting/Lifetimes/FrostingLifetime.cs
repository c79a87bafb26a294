using Cake.Core;

namespace Cake.Frosting;

/// <summary>What happens before the first task and after the last, over Cake's own context.</summary>
public abstract class FrostingLifetime : FrostingLifetime<ICakeContext>;

/// <summary>What happens before the first task and after the last.</summary>
/// <typeparam name="TContext">The build's own context.</typeparam>
public abstract class FrostingLifetime<TContext> : IFrostingLifetime
    where TContext : ICakeContext
{
    /// <inheritdoc cref="IFrostingSetup.Setup"/>
    public abstract void Setup(TContext context, ISetupContext info);

    /// <inheritdoc cref="IFrostingTeardown.Teardown"/>
    public abstract void Teardown(TContext context, ITeardownContext info);

    void IFrostingSetup.Setup(ICakeContext context, ISetupContext info) => Setup((TContext)context, info);

    void IFrostingTeardown.Teardown(ICakeContext context, ITeardownContext info) => Teardown((TContext)context, info);
}
