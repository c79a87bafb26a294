namespace Cake.Frosting;

/// <summary>Lets the run go on, and exit with 0, when the task fails.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ContinueOnErrorAttribute : Attribute;
