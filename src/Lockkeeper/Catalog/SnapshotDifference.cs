namespace Lockkeeper.Catalog;

/// <summary>Walks two ordered snapshots side by side and keeps the facts that are not the same.</summary>
internal static class SnapshotDifference
{
    public static List<(CatalogFact? Before, CatalogFact? After)> Between(CatalogSnapshot before, CatalogSnapshot after)
    {
        var pairs = new List<(CatalogFact?, CatalogFact?)>();
        var (left, right) = (before.Facts, after.Facts);
        var (i, j) = (0, 0);
        while (i < left.Count || j < right.Count)
        {
            var order = i == left.Count ? 1 : j == right.Count ? -1 : CatalogSnapshot.CompareObject(left[i], right[j]);
            if (order < 0) pairs.Add((left[i++], null));
            else if (order > 0) pairs.Add((null, right[j++]));
            else if (left[i] != right[j]) pairs.Add((left[i++], right[j++]));
            else (i, j) = (i + 1, j + 1);
        }

        // A role is a fact only while something here names it: the first grant to it does not create it, the last revoke does not drop it.
        pairs.RemoveAll(p => (p.Item1 is null || p.Item2 is null) && string.Equals((p.Item1 ?? p.Item2)!.Value.Kind, "role", StringComparison.Ordinal));
        return pairs;
    }
}
