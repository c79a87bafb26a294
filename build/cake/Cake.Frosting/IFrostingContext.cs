using Cake.Core;

namespace Cake.Frosting;

/// <summary>Marks the context that every task, setup and teardown of a run receives.</summary>
public interface IFrostingContext : ICakeContext;
