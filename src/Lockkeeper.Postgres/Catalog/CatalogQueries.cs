namespace Lockkeeper.Postgres.Catalog;

/// <summary>The queries of <c>Sql/Catalog</c>; each returns (kind, identity, definition, parent).</summary>
internal static class CatalogQueries
{
    // With several connections the long ones start first; the rest is short.
    private static readonly string[] LongOnes =
    [
        "Catalog.column", "Catalog.constraint", "Catalog.index", "Catalog.relation", "Catalog.trigger", "Catalog.policy", "Catalog.function",
        "Catalog.comment", "Catalog.sequence",
    ];

    /// <summary>Pins what the text of definitions depends on, until the transaction ends.</summary>
    public static string Session { get; } = EmbeddedSql.Read("Catalog.Rows.session");

    /// <summary>Tells which tables with facts in their rows exist and are readable.</summary>
    public static string Probe { get; } = EmbeddedSql.Read("Catalog.Rows.probe");

    /// <summary>One query for every kind, the long ones first.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
        [.. LongOnes.Concat(EmbeddedSql.In("Catalog").Except(LongOnes, StringComparer.Ordinal)).Select(EmbeddedSql.Read)];

    /// <summary>The queries whose facts belong to a unit, which their last column names: there are many of them, and most never change.</summary>
    public static IReadOnlyList<string> OfUnits { get; } = [.. Kinds.Where(IsOfUnits)];

    /// <summary>The others: so few facts that all of them are read again.</summary>
    public static IReadOnlyList<string> Alone { get; } = [.. Kinds.Where(q => !IsOfUnits(q))];

    /// <summary>The query over the rows of a table that the probe found, by the name of its file.</summary>
    public static string Rows(string file) => EmbeddedSql.Read($"Catalog.Rows.{file}");

    private static bool IsOfUnits(string query) => query.Contains(" as unit", StringComparison.Ordinal);
}
