using Cake.Core;

namespace Cake.Frosting;

/// <summary>A task of the pipeline. Derive from <see cref="FrostingTask{T}"/> or <see cref="AsyncFrostingTask{T}"/>.</summary>
public interface IFrostingTask
{
    /// <summary>Does the work; an exception fails the run.</summary>
    Task RunAsync(ICakeContext context);

    /// <summary>False skips the task, but neither what it depends on nor what depends on it.</summary>
    bool ShouldRun(ICakeContext context);

    /// <summary>Takes over a failure of the task: the run goes on as if it had succeeded.</summary>
    void OnError(Exception exception, ICakeContext context);

    /// <summary>Called after the task, whether it failed or not.</summary>
    void Finally(ICakeContext context);
}
