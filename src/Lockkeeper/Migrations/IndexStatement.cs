namespace Lockkeeper.Migrations;

/// <summary>What a statement outside a transaction does to indexes.</summary>
public enum IndexAction
{
    /// <summary>CREATE INDEX CONCURRENTLY.</summary>
    Create,

    /// <summary>DROP INDEX CONCURRENTLY.</summary>
    Drop,

    /// <summary>REINDEX of an index, a table, a schema or a database.</summary>
    Reindex,
}

/// <summary>
/// What a CREATE or DROP INDEX CONCURRENTLY or a REINDEX is about: enough to see in the database how far an earlier attempt has come.
/// </summary>
/// <param name="Action">What it does.</param>
/// <param name="Name">The index as written (of REINDEX: what is reindexed), quotes included; null where it has none.</param>
public sealed record IndexStatement(IndexAction Action, string? Name)
{
    private static readonly HashSet<string> Off = new(StringComparer.OrdinalIgnoreCase) { "false", "off", "0", "'false'", "'off'", "'0'" };

    /// <summary>Of CREATE: the table as written, else null.</summary>
    public string? Table { get; init; }

    /// <summary>Of CREATE: whether the index is unique.</summary>
    public bool Unique { get; init; }

    /// <summary>Of CREATE: all that stands behind the table, as written: method, columns, condition.</summary>
    public string Definition { get; init; } = "";

    /// <summary>Of CREATE: whether the server is left to choose the name.</summary>
    public bool IsUnnamed { get; init; }

    /// <summary>Of REINDEX: <c>index</c>, <c>table</c>, <c>schema</c>, <c>database</c> or <c>system</c>.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Whether readers and writers go on while it waits and works.</summary>
    public bool Concurrently { get; init; } = true;

    /// <summary>Reads a statement; null when it is none of these.</summary>
    public static IndexStatement? Parse(SqlStatement statement)
    {
        var words = new StatementWords(statement);
        return words.Take("create") ? Create(words)
            : words.TakeAll("drop", "index", "concurrently") ? Drop(words)
            : words.Take("reindex") ? Reindex(words)
            : null;
    }

    private static IndexStatement? Create(StatementWords words)
    {
        var unique = words.Take("unique");
        if (!words.TakeAll("index", "concurrently")) return null;
        words.TakeAll("if", "not", "exists");
        var unnamed = words.IsNext("on");
        var name = unnamed ? null : words.Name();
        if (!words.Take("on")) return null;
        words.Take("only");
        return new IndexStatement(IndexAction.Create, name) { Table = words.Name(), Unique = unique, Definition = words.Rest(), IsUnnamed = unnamed };
    }

    private static IndexStatement Drop(StatementWords words)
    {
        words.TakeAll("if", "exists");
        return new IndexStatement(IndexAction.Drop, words.Name());
    }

    private static IndexStatement? Reindex(StatementWords words)
    {
        var options = words.TakeParentheses();
        var scope = Array.Find(["index", "table", "schema", "database", "system"], words.Take);
        if (scope is null) return null;
        var concurrently = words.Take("concurrently") || IsOn(options, "concurrently");
        return new IndexStatement(IndexAction.Reindex, words.Name()) { Scope = scope, Concurrently = concurrently };
    }

    private static bool IsOn(IReadOnlyList<string> options, string option)
    {
        var at = options.ToList().IndexOf(option);
        return at >= 0 && !(at + 1 < options.Count && Off.Contains(options[at + 1]));
    }
}
