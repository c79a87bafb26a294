namespace Lockkeeper.Migrations;

/// <summary>A setting of the session that a statement changes, as far as its text tells.</summary>
/// <param name="Name">In lower case.</param>
/// <param name="Value">Null where it is put together at run time.</param>
/// <param name="Line">The line of the file, from 1.</param>
/// <param name="InBlock">Whether it happens inside a DO block, where no command of ours can follow it.</param>
internal sealed record SettingChange(string Name, CodeToken? Value, int Line, bool InBlock)
{
    /// <summary>Whether it goes back to what the session began with.</summary>
    public bool IsDefault => Value is { } value && value.Is("default");

    /// <summary>The value without its quotes; null where nobody knows.</summary>
    public string? Text => Value is not { } value ? null : value.Quoted ?? value.Name ?? (value.Kind == SqlTokenKind.Number ? value.Text : null);

    /// <summary>All of them. Bodies of functions are not looked into: nobody knows whether they are called here.</summary>
    public static IEnumerable<SettingChange> In(SqlStatement statement)
    {
        var tokens = StatementCode.Of(statement);
        if (tokens is [var first, ..] && first.Is("do"))
            return tokens.Where(t => t.Quoted is not null).SelectMany(t => InBlockOf(StatementCode.Of(t.Quoted!, t.Line)));
        return Set(tokens, 0, inBlock: false) is { } change ? [change] : Calls(tokens, inBlock: false);
    }

    // What a block puts into quotes may be a command that it executes.
    private static IEnumerable<SettingChange> InBlockOf(IReadOnlyList<CodeToken> body)
    {
        for (var at = 0; at < body.Count; at++)
        {
            if (Begins(body, at) && Set(body, at, inBlock: true) is { } change)
                yield return change;
            if (body[at].Quoted is { Length: > 0 } text)
            {
                foreach (var inner in InBlockOf(StatementCode.Of(text, body[at].Line))) yield return inner;
            }
        }
        foreach (var call in Calls(body, inBlock: true)) yield return call;
    }

    // UPDATE t SET has another word before it.
    private static bool Begins(IReadOnlyList<CodeToken> body, int at) =>
        at == 0 || body[at - 1] is var before && (before.Is(";") || before.Is("begin") || before.Is("then") || before.Is("else") || before.Is("loop") || before.Is(">>"));

    private static SettingChange? Set(IReadOnlyList<CodeToken> tokens, int at, bool inBlock)
    {
        if (!tokens[at].Is("set"))
            return null;
        var name = at + 1 < tokens.Count && (tokens[at + 1].Is("local") || tokens[at + 1].Is("session")) ? at + 2 : at + 1;
        if (name + 1 >= tokens.Count)
            return null;
        if (tokens[name].Is("names"))
            return new("client_encoding", tokens[name + 1], tokens[at].Line, inBlock);
        return tokens[name].Name is { } setting && (tokens[name + 1].Is("=") || tokens[name + 1].Is("to"))
            ? new(setting.ToLowerInvariant(), name + 2 < tokens.Count ? tokens[name + 2] : null, tokens[at].Line, inBlock)
            : null;
    }

    private static IEnumerable<SettingChange> Calls(IReadOnlyList<CodeToken> tokens, bool inBlock)
    {
        for (var at = 0; at + 3 < tokens.Count; at++)
        {
            if (string.Equals(tokens[at].Name, "set_config", StringComparison.Ordinal) && tokens[at + 1].Is("(") && tokens[at + 2].Quoted is { } name && tokens[at + 3].Is(","))
                yield return new(name.ToLowerInvariant(), at + 5 < tokens.Count && tokens[at + 5].Is(",") ? tokens[at + 4] : null, tokens[at + 2].Line, inBlock);
        }
    }
}
