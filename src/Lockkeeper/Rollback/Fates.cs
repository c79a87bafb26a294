using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>What is dropped and what is made again, of all that changed.</summary>
internal sealed class Fates
{
    // What has no rows and can be made anew in a moment; ALTER knows too little of it.
    private static readonly HashSet<string> Remade = new(StringComparer.Ordinal)
    {
        "trigger", "policy", "rule", "index", "constraint", "statistics object", "aggregate", "materialized view", "event trigger", "published table", "cast",
        "collation", "conversion", "text search configuration", "text search dictionary",
    };

    private readonly Dictionary<string, CatalogFact> _present;
    private readonly ILookup<string, CatalogFact> _children;

    public Fates(RollbackGoal goal)
    {
        _present = goal.Present.Facts.ToDictionary(f => f.Object, StringComparer.Ordinal);
        _children = goal.Catalog.Facts.Where(f => f.Parent is not null).ToLookup(f => f.Parent!, StringComparer.Ordinal);
        foreach (var change in goal.Changes.Where(c => !RollbackGoal.AreSame(c.Before, c.After))) Add(change.Before, change.After);
    }

    public Dictionary<string, CatalogFact> Dropped { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, CatalogFact> Restored { get; } = new(StringComparer.Ordinal);

    /// <summary>What stays and gets another definition.</summary>
    public List<(CatalogFact Now, CatalogFact Goal)> Altered { get; } = [];

    public CatalogFact? Present(string name) => _present.TryGetValue(name, out var fact) ? fact : null;

    private void Add(CatalogFact? now, CatalogFact? goal)
    {
        if (now is { } a && goal is { } b)
        {
            if ((Remade.Contains(b.Kind) && !FactSql.IsOnlyClustering(a, b)) || FunctionText.IsRemade(a, b) || ViewText.IsRemade(a, b, _present, _children)) Remake(a, b);
            else Altered.Add((a, b));
        }
        else if (now is { } added)
        {
            Dropped[added.Object] = added;
        }
        else
        {
            Restored[goal!.Value.Object] = goal.Value;
        }
    }

    // All that hangs on it goes with it and has to come back, too.
    private void Remake(CatalogFact now, CatalogFact goal)
    {
        Dropped[now.Object] = now;
        var waiting = new Queue<CatalogFact>([goal]);
        while (waiting.TryDequeue(out var fact))
        {
            Restored[fact.Object] = fact;
            foreach (var child in _children[fact.Object]) waiting.Enqueue(child);
        }
    }
}
