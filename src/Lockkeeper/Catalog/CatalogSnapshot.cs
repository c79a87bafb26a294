namespace Lockkeeper.Catalog;

/// <summary>Every fact of a database's catalog at one moment, in one order.</summary>
public sealed class CatalogSnapshot
{
    private readonly CatalogFact[] _facts;

    /// <param name="facts">The facts in any order.</param>
    /// <param name="unread">What the reading role could not see whole.</param>
    public CatalogSnapshot(IEnumerable<CatalogFact> facts, IReadOnlyList<string>? unread = null)
    {
        _facts = [.. facts];
        Array.Sort(_facts, Compare);
        Unread = unread ?? [];
    }

    /// <summary>Ordered by kind, identity and definition, ordinally.</summary>
    public IReadOnlyList<CatalogFact> Facts => _facts;

    /// <summary>
    /// Tables whose rows are facts (<c>storage.buckets</c>, <c>cron.job</c>) but which this role may not read, or only through row
    /// security. Two snapshots prove nothing about them while one of the two names them here.
    /// </summary>
    public IReadOnlyList<string> Unread { get; }

    /// <summary>
    /// What a dump of one database carries, in a form that is the same before and after a restore: without the database, its settings
    /// and roles, and with expressions normalised as <see cref="RestoredForm"/> says. For comparing a copy with its original.
    /// </summary>
    public CatalogSnapshot AsRestorable() =>
        new(_facts.Where(f => RestoredForm.IsDumped(f.Kind)).Select(RestoredForm.Of), Unread);

    internal static int Compare(CatalogFact a, CatalogFact b)
    {
        var order = CompareObject(a, b);
        return order != 0 ? order : string.CompareOrdinal(a.Definition, b.Definition);
    }

    internal static int CompareObject(CatalogFact a, CatalogFact b)
    {
        var order = string.CompareOrdinal(a.Kind, b.Kind);
        return order != 0 ? order : string.CompareOrdinal(a.Identity, b.Identity);
    }
}
