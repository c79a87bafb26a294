namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Something that is wrong. Nobody who is woken up by it should have to guess what to look at first.</summary>
/// <param name="What">What was seen.</param>
/// <param name="Cause">What is usually behind it.</param>
/// <param name="Next">What to do about it.</param>
internal sealed record SmokeFinding(string What, string Cause, string Next)
{
    public override string ToString() => $"{Sentence(What)} Likely cause: {Sentence(Cause)} Next: {Sentence(Next)}";

    private static string Sentence(string text) => text.Length > 0 && text[^1] is '.' or '?' or ';' or '…' ? text : $"{text}.";
}
