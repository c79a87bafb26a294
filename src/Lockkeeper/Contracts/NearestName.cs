using Lockkeeper.Catalog;
using Lockkeeper.Failures;

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
            var distance = EditDistance.Between(key, other);
            if (distance >= limit) continue;
            limit = distance;
            best = fact;
        }

        return best;
    }
}
