using Cake.Core;

namespace Cake.Frosting;

/// <summary>Runs once before the first task, also on a dry run. When it fails no task runs, but the teardown does.</summary>
public interface IFrostingSetup
{
    /// <summary>Prepares the run.</summary>
    void Setup(ICakeContext context, ISetupContext info);
}

/// <summary>Runs once after the last task, also after a failure and on a dry run.</summary>
public interface IFrostingTeardown
{
    /// <summary>Cleans up; <paramref name="info"/> says whether the run succeeded.</summary>
    void Teardown(ICakeContext context, ITeardownContext info);
}

/// <summary>Both ends of a run.</summary>
public interface IFrostingLifetime : IFrostingSetup, IFrostingTeardown;
