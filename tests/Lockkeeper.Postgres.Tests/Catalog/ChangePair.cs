namespace Lockkeeper.Postgres.Tests.Catalog;

/// <summary>A change to <see cref="SampleSchema"/> and the summary that a reader expects of it.</summary>
/// <param name="Name">What is changed, in words.</param>
/// <param name="Change">The SQL of the change.</param>
/// <param name="Expected">One line an object: <c>-</c> removed, <c>+</c> added, <c>~</c> altered.</param>
public sealed record ChangePair(string Name, string Change, params string[] Expected)
{
    /// <summary>Run before the first reading.</summary>
    public string Setup { get; init; } = "";
}
