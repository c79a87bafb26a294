using Cake.Core;

namespace Cake.Frosting;

/// <summary>What happens before the first task, over Cake's own context.</summary>
public abstract class FrostingSetup : FrostingSetup<ICakeContext>;

/// <summary>What happens before the first task.</summary>
/// <typeparam name="TContext">The build's own context.</typeparam>
public abstract class FrostingSetup<TContext> : IFrostingSetup
    where TContext : ICakeContext
{
    /// <inheritdoc cref="IFrostingSetup.Setup"/>
    public abstract void Setup(TContext context, ISetupContext info);

    void IFrostingSetup.Setup(ICakeContext context, ISetupContext info) => Setup((TContext)context, info);
}
