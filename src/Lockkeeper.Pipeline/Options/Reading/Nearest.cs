using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Options.Reading;

/// <summary>Finds the known word that a mistyped one was probably meant to be.</summary>
internal static class Nearest
{
    /// <summary>"Did you mean …?" when a known word is near enough, else the fallback.</summary>
    public static string Hint(string word, IEnumerable<string> known, string prefix, string fallback) =>
        To(word, known) is { } near ? $"Did you mean {prefix}{near}?" : fallback;

    /// <summary>The nearest known word, or null when none is near.</summary>
    public static string? To(string word, IEnumerable<string> known)
    {
        string? best = null;
        var limit = Math.Max(2, word.Length / 3) + 1;
        foreach (var candidate in known)
        {
            var distance = EditDistance.Between(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance >= limit || distance >= candidate.Length)
                continue;
            limit = distance;
            best = candidate;
        }

        return best;
    }
}
