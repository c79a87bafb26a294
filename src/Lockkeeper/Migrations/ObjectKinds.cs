using Lockkeeper.Contracts.Names;

namespace Lockkeeper.Migrations;

/// <summary>A kind that a header may name.</summary>
/// <param name="Words">What people write, as the scanner cuts it.</param>
/// <param name="Facts">The kinds of catalog facts that it may mean.</param>
/// <param name="Shape">How its name is written.</param>
internal sealed record ObjectKind(string[] Words, string[] Facts, NameShape Shape);

/// <summary>The kinds of objects that a header may name, as PostgreSQL's own commands and the catalog's facts call them.</summary>
internal static class ObjectKinds
{
    // Longer names come before the ones that they begin with.
    private static readonly ObjectKind[] Kinds =
    [
        Kind("aggregate", NameShape.Routine),
        Kind("bucket", NameShape.Text),
        Kind("cast", NameShape.Cast),
        Kind("collation", NameShape.Qualified),
        Kind("column", NameShape.Column),
        Kind("comment", NameShape.On),
        Kind("constraint", NameShape.OnTable),
        Kind("conversion", NameShape.Qualified),
        Kind("cron job", NameShape.Text),
        Kind("database", NameShape.Words),
        Kind("default privileges", NameShape.DefaultPrivileges),
        Kind("domain", NameShape.Qualified),
        Kind("event trigger", NameShape.Bare),
        Kind("extension", NameShape.Bare),
        Kind("foreign-data wrapper", NameShape.Bare),
        Kind("foreign data wrapper", NameShape.Bare, "foreign-data wrapper"),
        Kind("foreign table", NameShape.Qualified),
        Kind("function", NameShape.Routine),
        Kind("grants", NameShape.On),
        Kind("grant", NameShape.On, "grants"),
        Kind("identity sequence", NameShape.Qualified),
        Kind("index", NameShape.Qualified),
        Kind("job", NameShape.Text, "cron job"),
        Kind("language", NameShape.Bare),
        Kind("materialized view", NameShape.Qualified),
        Kind("operator class", NameShape.Using),
        Kind("operator family", NameShape.Using),
        Kind("operator", NameShape.Operator),
        Kind("policy", NameShape.OnTable),
        Kind("procedure", NameShape.Routine),
        Kind("publication", NameShape.Bare),
        Kind("published schema", NameShape.In),
        Kind("published table", NameShape.In),
        Kind("role", NameShape.Bare),
        Kind("routine", NameShape.Routine, "function", "procedure", "aggregate"),
        Kind("rule", NameShape.OnTable),
        Kind("schema", NameShape.Bare),
        Kind("security label", NameShape.On),
        Kind("sequence", NameShape.Qualified, "sequence", "identity sequence"),
        Kind("server", NameShape.Bare),
        Kind("setting", NameShape.Words),
        Kind("statistics object", NameShape.Qualified),
        Kind("statistics", NameShape.Qualified, "statistics object"),
        Kind("storage bucket", NameShape.Text, "bucket"),
        Kind("subscription", NameShape.Bare),
        Kind("table", NameShape.Qualified, "table", "foreign table"),
        Kind("text search configuration", NameShape.Qualified),
        Kind("text search dictionary", NameShape.Qualified),
        Kind("transform", NameShape.Transform),
        Kind("trigger", NameShape.OnTable),
        Kind("type", NameShape.Qualified, "type", "domain"),
        Kind("user mapping", NameShape.UserMapping),
        Kind("view", NameShape.Qualified),
    ];

    /// <summary>All of them in one line, for messages.</summary>
    public static string All { get; } = string.Join(", ", Kinds.Where(k => !k.Words.Contains("-")).Select(k => string.Join(' ', k.Words)));

    /// <summary>The kind that the words begin with, if at least one more word follows.</summary>
    public static ObjectKind? Of(IReadOnlyList<string> words) =>
        Array.Find(Kinds, k => k.Words.Length < words.Count && k.Words.SequenceEqual(words.Take(k.Words.Length), StringComparer.OrdinalIgnoreCase));

    private static ObjectKind Kind(string words, NameShape shape, params string[] facts) =>
        new(words.Replace("-", " - ", StringComparison.Ordinal).Split(' '), facts.Length == 0 ? [words] : facts, shape);
}
