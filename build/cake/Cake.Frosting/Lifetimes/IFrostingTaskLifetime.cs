using Cake.Core;

namespace Cake.Frosting;

/// <summary>Runs before each task, also before one that is then skipped.</summary>
public interface IFrostingTaskSetup
{
    /// <summary>Prepares the task that <paramref name="info"/> names.</summary>
    void Setup(ICakeContext context, ITaskSetupContext info);
}

/// <summary>Runs after each task, also after one that failed.</summary>
public interface IFrostingTaskTeardown
{
    /// <summary>Cleans up after the task that <paramref name="info"/> names.</summary>
    void Teardown(ICakeContext context, ITaskTeardownContext info);
}

/// <summary>Both ends of a task.</summary>
public interface IFrostingTaskLifetime : IFrostingTaskSetup, IFrostingTaskTeardown;
