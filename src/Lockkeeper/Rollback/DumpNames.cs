using Lockkeeper.Catalog;
using Lockkeeper.Contracts.Names;

namespace Lockkeeper.Rollback;

/// <summary>What a dump's table of contents calls the objects that facts tell of: without quotes, so a name with blanks may be ambiguous.</summary>
internal static class DumpNames
{
    /// <summary>How the entry may begin; the owner's name follows. None for what has no entry of its own.</summary>
    public static IReadOnlyList<string> Of(CatalogFact fact) => fact.Kind switch
    {
        "table" or "view" or "materialized view" or "foreign table" or "sequence" or "domain" or "type" or "index" or "collation" or "conversion"
            or "text search configuration" or "text search dictionary" => InSchema(fact.Kind.ToUpperInvariant(), fact.Identity),
        "identity sequence" => InSchema("SEQUENCE", fact.Identity),
        "statistics object" => InSchema("STATISTICS", fact.Identity),
        "schema" or "publication" or "event trigger" or "extension" or "server" => Alone(fact.Kind.ToUpperInvariant(), fact.Identity),
        "foreign-data wrapper" => Alone("FOREIGN DATA WRAPPER", fact.Identity),
        "language" => Alone("PROCEDURAL LANGUAGE", fact.Identity),
        "cast" => [$"CAST - CAST {fact.Identity}"],
        "function" or "procedure" or "aggregate" => Routine(fact),
        "trigger" or "policy" or "rule" => OnTable([fact.Kind.ToUpperInvariant()], fact.Identity),
        "constraint" => OnTable(["CONSTRAINT", "FK CONSTRAINT", "CHECK CONSTRAINT"], fact.Identity),
        "published table" => Published(fact.Identity),
        "operator" => Operator(fact.Identity),
        "user mapping" => UserMapping(fact.Identity),
        _ => [],
    };

    /// <summary>The parts of a qualified name without their quotes.</summary>
    public static IReadOnlyList<string> Qualified(string name) => NameTokens.Of(name).TakeName();

    private static IReadOnlyList<string> InSchema(string kind, string identity) =>
        Qualified(identity) is [var schema, var name] ? [$"{kind} {schema} {name}"] : [];

    private static IReadOnlyList<string> Alone(string kind, string identity) => Qualified(identity) is [var name] ? [$"{kind} - {name}"] : [];

    // A dump puts a blank after each comma; inside a type there is none, or it is in quotes.
    private static IReadOnlyList<string> Routine(CatalogFact fact)
    {
        var open = fact.Identity.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || Qualified(fact.Identity[..open]) is not [var schema, var name]) return [];
        var arguments = fact.Identity[open..].Replace(",", ", ", StringComparison.Ordinal);
        var kind = fact.Kind.ToUpperInvariant();
        return fact.Kind is "aggregate" && arguments is "()" ? [$"{kind} {schema} {name}(*)"] : [$"{kind} {schema} {name}{arguments}"];
    }

    private static IReadOnlyList<string> OnTable(IReadOnlyList<string> kinds, string identity)
    {
        var tokens = NameTokens.Of(identity);
        return tokens.TakeIdentifier() is { } name && tokens.Take("on") && tokens.TakeName() is [var schema, var table]
            ? [.. kinds.Select(kind => $"{kind} {schema} {table} {name}")]
            : [];
    }

    // "app.<+>(integer,integer)": a schema has several of one name when their arguments differ.
    private static IReadOnlyList<string> Operator(string identity)
    {
        var dot = identity.IndexOf('.', StringComparison.Ordinal);
        var open = identity.IndexOf('(', StringComparison.Ordinal);
        return dot > 0 && open > dot && Qualified(identity[..dot]) is [var schema] ? [$"OPERATOR {schema} {identity[(dot + 1)..open]}"] : [];
    }

    private static IReadOnlyList<string> UserMapping(string identity)
    {
        var tokens = NameTokens.Of(identity);
        return tokens.Take("for") && tokens.TakeIdentifier() is { } user && tokens.Take("on", "server") && tokens.TakeIdentifier() is { } server
            ? [$"USER MAPPING - USER MAPPING {user} SERVER {server}"]
            : [];
    }

    private static IReadOnlyList<string> Published(string identity)
    {
        var tokens = NameTokens.Of(identity);
        return tokens.TakeName() is [var schema, var table] && tokens.Take("in") && tokens.TakeIdentifier() is { } publication
            ? [$"PUBLICATION TABLE {schema} {publication} {table}"]
            : [];
    }
}
