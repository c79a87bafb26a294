namespace Lockkeeper.Rollback;

/// <summary>Something that cannot be brought back without a guess or a loss, so a person has to.</summary>
/// <param name="Object">What it is about, as facts name it.</param>
/// <param name="Why">One sentence.</param>
/// <param name="Commands">What to run, a line each.</param>
public sealed record ManualStep(string Object, string Why, IReadOnlyList<string> Commands)
{
    /// <inheritdoc />
    public override string ToString() => string.Join('\n', Commands.Select(c => $"      {c}").Prepend($"{Object}: {Why}"));
}
