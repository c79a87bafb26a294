namespace Cake.Frosting;

/// <summary>Names a task that runs before this one.</summary>
/// <param name="type">An <see cref="IFrostingTask"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependentOnAttribute(Type type) : Attribute
{
    /// <summary>The type of that task.</summary>
    public Type Task { get; } = type;
}
