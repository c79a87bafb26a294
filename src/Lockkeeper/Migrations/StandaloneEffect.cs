namespace Lockkeeper.Migrations;

/// <summary>What a statement does to one object, and cannot do twice.</summary>
public enum EffectAction
{
    /// <summary>Makes it.</summary>
    Create,

    /// <summary>Removes it.</summary>
    Drop,

    /// <summary>Takes a partition from its table.</summary>
    Detach,
}

/// <summary>
/// What a statement that runs outside a transaction makes or takes away, where the catalog shows only that it is there or not: after a
/// crash before its history row, it cannot simply be run again.
/// </summary>
/// <param name="Action">What it does.</param>
/// <param name="Kind"><c>index</c>, <c>database</c>, <c>tablespace</c>, <c>subscription</c>, <c>publication</c> or <c>partition</c>.</param>
/// <param name="Name">The object as written.</param>
public sealed record StandaloneEffect(EffectAction Action, string Kind, string Name)
{
    /// <summary>The partitioned table, or the subscription that a publication is added to, as written; else empty.</summary>
    public string Parent { get; init; } = "";

    /// <summary>Of DROP: whether it is content without the object.</summary>
    public bool IfExists { get; init; }

    /// <summary>Reads a statement; null when it is none of these.</summary>
    public static StandaloneEffect? Parse(SqlStatement statement)
    {
        var words = new StatementWords(statement);
        return words.Take("create") ? Of(EffectAction.Create, words)
            : words.Take("drop") ? Of(EffectAction.Drop, words)
            : words.TakeAll("alter", "table") ? Detach(words)
            : words.TakeAll("alter", "subscription") ? Publish(words)
            : null;
    }

    private static StandaloneEffect? Of(EffectAction action, StatementWords words)
    {
        var isIndex = action == EffectAction.Drop && words.TakeAll("index", "concurrently");
        var kind = isIndex ? "index" : Array.Find(["database", "tablespace", "subscription"], words.Take);
        if (kind is null) return null;
        var ifExists = words.TakeAll("if", "exists");
        return words.Name() is { } name ? new StandaloneEffect(action, kind, name) { IfExists = ifExists } : null;
    }

    private static StandaloneEffect? Detach(StatementWords words)
    {
        words.TakeAll("if", "exists");
        words.Take("only");
        if (words.Name() is not { } parent) return null;
        words.Take("*");
        return words.TakeAll("detach", "partition") && words.Name() is { } partition && words.Take("concurrently")
            ? new StandaloneEffect(EffectAction.Detach, "partition", partition) { Parent = parent }
            : null;
    }

    // Of several publications the first stands for all: they come and go in one transaction.
    private static StandaloneEffect? Publish(StatementWords words)
    {
        if (words.Name() is not { } subscription) return null;
        var added = words.TakeAll("add", "publication");
        return (added || words.TakeAll("drop", "publication")) && words.Name() is { } publication
            ? new StandaloneEffect(added ? EffectAction.Create : EffectAction.Drop, "publication", publication) { Parent = subscription }
            : null;
    }
}
