namespace Lockkeeper.Contracts.Names;

/// <summary>Reads a routine's arguments down to what identifies it: the types that go in.</summary>
internal static class ArgumentList
{
    /// <summary>Takes a list in parentheses. Null with nothing taken where there is none; an item is null where it cannot be read.</summary>
    public static List<TypeName?>? Read(NameTokens tokens)
    {
        if (!tokens.Take("(")) return null;
        var types = new List<TypeName?>();
        if (tokens.Take("*", ")") || tokens.Take(")")) return types;
        var ordered = false;
        var variadic = false;
        while (!tokens.AtEnd)
        {
            var (argument, end) = Next(tokens);
            if (argument.Left > 0 && !(ordered && variadic)) Add(types, argument, ref variadic);
            if (end is ")") return types;
            // The arguments after ORDER BY count like the others, but one VARIADIC stands for both lists.
            ordered |= end is "order";
        }

        return [null];
    }

    private static void Add(List<TypeName?> types, NameTokens argument, ref bool variadic)
    {
        var goesOut = false;
        var named = false;
        for (var left = -1; left != argument.Left;)
        {
            left = argument.Left;
            Mode(argument, ref goesOut, ref variadic);
            // What is no type as a whole is a name before a type; a mode may stand on either side of the name.
            if (Whole(argument) is { } type)
            {
                if (!goesOut) types.Add(type);
                return;
            }

            if (!named) named = argument.TakeIdentifier() is not null;
        }

        types.Add(null);
    }

    private static void Mode(NameTokens argument, ref bool goesOut, ref bool variadic)
    {
        if (argument.Left < 2) return;
        if (argument.Take("in")) argument.Take("out");
        else if (argument.Take("variadic")) variadic = true;
        else if (argument.Take("out")) goesOut = true;
        else argument.Take("inout");
    }

    private static TypeName? Whole(NameTokens argument)
    {
        var left = argument.Left;
        var type = TypeNameReader.Read(argument);
        if (type is not null && argument.AtEnd) return type;
        argument.Return(left);
        return null;
    }

    /// <summary>The tokens of one argument without its default, and what ends it: a comma, <c>order</c> or the parenthesis.</summary>
    private static (NameTokens Argument, string? End) Next(NameTokens tokens)
    {
        var texts = tokens.Texts;
        var (depth, length, end) = (0, -1, 0);
        for (; end < texts.Count; end++)
        {
            var text = texts[end];
            if (depth == 0 && (text is "," or ")" || IsOrderBy(texts, end))) break;
            depth += text switch { "(" or "[" => 1, ")" or "]" => -1, _ => 0 };
            if (length < 0 && depth == 0 && (text is "=" or ":" || string.Equals(text, "default", StringComparison.OrdinalIgnoreCase))) length = end;
        }

        var argument = tokens.Slice(length < 0 ? end : length);
        tokens.Skip(length < 0 ? 0 : end - length);
        var ended = end < texts.Count ? texts[end].ToLowerInvariant() : null;
        tokens.Skip(ended is "order" ? 2 : 1);
        return (argument, ended);
    }

    private static bool IsOrderBy(IReadOnlyList<string> texts, int at) =>
        at + 1 < texts.Count && string.Equals(texts[at], "order", StringComparison.OrdinalIgnoreCase)
        && string.Equals(texts[at + 1], "by", StringComparison.OrdinalIgnoreCase);
}
