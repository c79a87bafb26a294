using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>How an object is dropped, without CASCADE: what others have hung on it since must stop the rollback, not go with it.</summary>
internal static class Drops
{
    private static readonly string[] Order =
    [
        "policy", "trigger", "rule", "event trigger", "published table", "published schema", "publication", "view", "materialized view", "constraint", "index",
        "statistics object", "column", "foreign table", "table", "aggregate", "function", "procedure", "cast", "sequence", "domain", "type",
    ];

    /// <summary>Where in the order of drops a kind stands; the server has the last word.</summary>
    public static int Rank(CatalogFact fact) => Array.IndexOf(Order, fact.Kind) is var at and >= 0 ? at : Order.Length;

    /// <summary>The statement; null where there is none, or where it is a part of something else.</summary>
    public static string? Of(CatalogFact fact) => fact.Kind switch
    {
        "table" or "view" or "materialized view" or "foreign table" or "index" or "sequence" or "procedure" or "type" or "domain" or "schema" or "extension"
            or "event trigger" or "publication" or "server" or "collation" or "conversion" or "text search configuration" or "text search dictionary" or "cast"
            or "transform" or "language" or "operator class" or "operator family" or "user mapping"
            or "function" => $"drop {fact.Kind} if exists {fact.Identity}",
        "trigger" or "policy" or "rule" => $"drop {fact.Kind} if exists {fact.Identity}",
        "aggregate" => $"drop aggregate if exists {fact.Identity.Replace("()", "(*)", StringComparison.Ordinal)}",
        "statistics object" => $"drop statistics if exists {fact.Identity}",
        "foreign-data wrapper" => $"drop foreign data wrapper if exists {fact.Identity}",
        "constraint" => Constraint(fact),
        "column" => Column(fact),
        "published table" => Published(fact.Identity, "table"),
        "published schema" => Published(fact.Identity, "tables in schema"),
        _ => null,
    };

    private static string Constraint(CatalogFact fact)
    {
        var (name, target) = FactSql.OnTarget(fact.Identity);
        var (kind, _) = FactSql.Parent(fact.Parent!);
        return $"alter {kind} {target} drop constraint if exists {name}";
    }

    private static string? Column(CatalogFact fact)
    {
        var (kind, table) = FactSql.Parent(fact.Parent!);
        return kind switch
        {
            "table" or "foreign table" => $"alter {kind} {table} drop column if exists {FactSql.Column(fact)}",
            "type" => $"alter type {table} drop attribute if exists {FactSql.Column(fact)}",
            _ => null,
        };
    }

    private static string Published(string identity, string what)
    {
        var at = identity.LastIndexOf(" in ", StringComparison.Ordinal);
        return $"alter publication {identity[(at + 4)..]} drop {what} {identity[..at]}";
    }
}
