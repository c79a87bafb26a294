using Cake.Core;

namespace Cake.Frosting;

/// <summary>A task over Cake's own context.</summary>
public abstract class FrostingTask : FrostingTask<ICakeContext>;

/// <summary>A task over a context of the build's own.</summary>
/// <typeparam name="T">The type given to <see cref="CakeHostExtensions.UseContext{TContext}"/>.</typeparam>
public abstract class FrostingTask<T> : IFrostingTask
    where T : ICakeContext
{
    /// <inheritdoc cref="IFrostingTask.RunAsync"/>
    public virtual void Run(T context)
    {
    }

    /// <inheritdoc cref="IFrostingTask.ShouldRun"/>
    public virtual bool ShouldRun(T context) => true;

    /// <inheritdoc cref="IFrostingTask.OnError"/>
    public virtual void OnError(Exception exception, T context)
    {
    }

    /// <inheritdoc cref="IFrostingTask.Finally"/>
    public virtual void Finally(T context)
    {
    }

    Task IFrostingTask.RunAsync(ICakeContext context)
    {
        Run((T)context);
        return Task.CompletedTask;
    }

    bool IFrostingTask.ShouldRun(ICakeContext context) => ShouldRun((T)context);

    void IFrostingTask.OnError(Exception exception, ICakeContext context) => OnError(exception, (T)context);

    void IFrostingTask.Finally(ICakeContext context) => Finally((T)context);
}
