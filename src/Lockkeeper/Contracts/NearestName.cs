using Lockkeeper.Catalog;

namespace Lockkeeper.Contracts;

/// <summary>Finds the object that a mistyped name was probably meant to be.</summary>
internal static class NearestName
{
    /// <summary>The nearest fact, or null when none is near.</summary>
    public static CatalogFact? To(string key, IEnumerable<(CatalogFact Fact, string? Key)> known)
    {
        CatalogFact? best = null;
        // A quarter of the letters may be wrong, quotes not counted.
        var limit = Math.Max(3, key.Length / 4) + 1;
        foreach (var (fact, other) in known)
        {
            if (other is null || Math.Abs(other.Length - key.Length) >= limit) continue;
            var distance = Distance(key, other);
            if (distance >= limit) continue;
            limit = distance;
            best = fact;
        }

        return best;
    }

    /// <summary>Levenshtein's distance, over one row.</summary>
    private static int Distance(string left, string right)
    {
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
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
