namespace Cake.Frosting;

/// <summary>The name by which a task is called; without it, the name of its class.</summary>
/// <param name="name">Compared without regard to case.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TaskNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}
