namespace Lockkeeper.Catalog;

/// <summary>Finds for every changed fact the object under which people expect to read of it.</summary>
internal sealed class ChangeFolding
{
    // Kinds that follow a parent, but have CREATE, ALTER and DROP statements that people write by themselves.
    private static readonly HashSet<string> OwnKinds = new(StringComparer.Ordinal)
    {
        "trigger", "policy", "rule", "sequence", "bucket", "cron job", "default privileges", "published table", "published schema",
        "user mapping", "operator class", "grants", "security label",
    };

    private readonly Dictionary<string, CatalogFact> _facts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _removed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _added = new(StringComparer.Ordinal);
    private readonly List<(CatalogFact? Before, CatalogFact? After)> _pairs;

    public ChangeFolding(CatalogSnapshot before, CatalogSnapshot after, List<(CatalogFact? Before, CatalogFact? After)> pairs)
    {
        _pairs = pairs;
        foreach (var fact in before.Facts) _facts[fact.Object] = fact;
        foreach (var fact in after.Facts) _facts[fact.Object] = fact;
        foreach (var (was, now) in pairs)
        {
            if (now is null) _removed.Add(was!.Value.Object);
            else if (was is null) _added.Add(now.Value.Object);
        }
    }

    public CatalogChange Fold()
    {
        var removed = new SortedSet<string>(StringComparer.Ordinal);
        var added = new SortedSet<string>(StringComparer.Ordinal);
        var altered = new SortedSet<string>(StringComparer.Ordinal);
        var details = new List<FactChange>(_pairs.Count);
        foreach (var (before, after) in _pairs)
        {
            var name = Root(before ?? after!.Value);
            details.Add(new FactChange(name, before, after));
            // A fact that moved from one parent to another belongs to both of them.
            foreach (var root in after is { } now && before is not null ? [name, Root(now)] : new[] { name })
                (_removed.Contains(root) ? removed : _added.Contains(root) ? added : altered).Add(root);
        }

        return new CatalogChange([.. removed], [.. added], [.. altered], details);
    }

    private string Root(CatalogFact fact)
    {
        while (fact.Parent is { } parent && _facts.TryGetValue(parent, out var above) && Follows(fact, parent))
            fact = above;
        return fact.Object;
    }

    private bool Follows(CatalogFact fact, string parent) =>
        _removed.Contains(parent) || _added.Contains(parent) || !OwnKinds.Contains(fact.Kind);
}
