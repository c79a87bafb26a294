using Lockkeeper.Catalog;

namespace Lockkeeper.Rollback;

/// <summary>Identities of facts as SQL takes them.</summary>
internal static class FactSql
{
    /// <summary>A literal, whatever the server's settings are.</summary>
    public static string Literal(string text) =>
        text.Contains('\\', StringComparison.Ordinal)
            ? $"E'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'"
            : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A parent such as <c>table public.users</c> in its kind and its name.</summary>
    public static (string Kind, string Name) Parent(string parent)
    {
        foreach (var kind in (string[])["materialized view", "foreign table"])
            if (parent.StartsWith($"{kind} ", StringComparison.Ordinal)) return (kind, parent[(kind.Length + 1)..]);
        var blank = parent.IndexOf(' ', StringComparison.Ordinal);
        return (parent[..blank], parent[(blank + 1)..]);
    }

    /// <summary>A column's own name, quoted where needed.</summary>
    public static string Column(CatalogFact column) => column.Identity[(Parent(column.Parent!).Name.Length + 1)..];

    /// <summary>The two sides of <c>name on schema.table</c>.</summary>
    public static (string Name, string Target) OnTarget(string identity)
    {
        var (quoted, at) = (false, 0);
        for (; at < identity.Length && (quoted || identity[at] != ' '); at++) quoted ^= identity[at] == '"';
        return (identity[..at], identity[(at + " on ".Length)..]);
    }

    /// <summary>Whether the relation has rows of its own to lose.</summary>
    public static bool HasRows(CatalogFact fact) => fact.Kind is "table";

    /// <summary>Whether a fact is the index that a constraint has made.</summary>
    public static bool IsOfConstraint(CatalogFact fact, Func<string, CatalogFact?> find)
    {
        if (fact is not { Kind: "index", Parent: { } parent }) return false;
        var table = Parent(parent).Name;
        // An index stands in the schema of its table, so the rest of its identity is its name.
        var name = DumpNames.Qualified(fact.Identity) is [_, var bare] ? bare : null;
        var dot = table.Length - table.AsSpan(LastName(table)).Length;
        return name is not null && find($"constraint {fact.Identity[dot..]} on {table}") is { } constraint && IsIndexed(constraint.Definition);
    }

    private static bool IsIndexed(string definition) =>
        definition.StartsWith("PRIMARY KEY", StringComparison.Ordinal) || definition.StartsWith("UNIQUE", StringComparison.Ordinal)
        || definition.StartsWith("EXCLUDE", StringComparison.Ordinal);

    private static int LastName(string qualified)
    {
        var (quoted, at) = (false, 0);
        for (; at < qualified.Length && (quoted || qualified[at] != '.'); at++) quoted ^= qualified[at] == '"';
        return at + 1;
    }
}
