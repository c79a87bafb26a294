namespace Cake.Frosting;

/// <summary>Names a task that this one runs before: a dependency written on the other end.</summary>
/// <param name="type">An <see cref="IFrostingTask"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class IsDependeeOfAttribute(Type type) : Attribute
{
    /// <summary>The type of that task.</summary>
    public Type Task { get; } = type;
}
