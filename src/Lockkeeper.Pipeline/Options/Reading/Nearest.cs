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
            var distance = Distance(word.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance >= limit || distance >= candidate.Length)
                continue;
            limit = distance;
            best = candidate;
        }

        return best;
    }

    /// <summary>Levenshtein's distance, over one row.</summary>
    internal static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (var j = 0; j <= right.Length; j++)
            row[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substituted = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[right.Length];
    }
}
