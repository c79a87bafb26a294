namespace Lockkeeper.Migrations;

/// <summary>The kinds of objects that a header may name, as PostgreSQL's own commands call them.</summary>
internal static class ObjectKinds
{
    // Longer names come before the ones that they begin with.
    private static readonly string[][] Kinds =
    [
        .. from kind in (string[])
        [
            "access method", "aggregate", "bucket", "cast", "collation", "column", "comment", "constraint", "conversion",
            "default privileges", "domain", "event trigger", "extension", "foreign data wrapper", "foreign table", "function",
            "grant", "index", "job", "language", "materialized view", "operator class", "operator family", "operator", "policy",
            "procedure", "publication", "role", "rule", "schema", "sequence", "server", "setting", "statistics", "subscription",
            "table", "text search configuration", "text search dictionary", "text search parser", "text search template",
            "transform", "trigger", "type", "user mapping", "view",
        ]
        select kind.Split(' '),
    ];

    /// <summary>All of them in one line, for messages.</summary>
    public static string All { get; } = string.Join(", ", Kinds.Select(k => string.Join(' ', k)));

    /// <summary>How many of the words name the kind; 0 when they name none.</summary>
    public static int Match(IReadOnlyList<string> words)
    {
        var kind = Array.Find(Kinds, k => k.Length < words.Count && k.SequenceEqual(words.Take(k.Length), StringComparer.OrdinalIgnoreCase));
        return kind?.Length ?? 0;
    }
}
