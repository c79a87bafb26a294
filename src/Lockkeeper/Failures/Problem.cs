namespace Lockkeeper.Failures;

/// <summary>One thing that is wrong with an input: where, what, and how to put it right.</summary>
/// <param name="Where">The file and line, key, flag or variable.</param>
/// <param name="What">What is wrong with it.</param>
/// <param name="Fix">What to do about it.</param>
public sealed record Problem(string Where, string What, string Fix)
{
    /// <inheritdoc />
    public override string ToString() => $"{Where}: {What} {Fix}".TrimEnd();
}
