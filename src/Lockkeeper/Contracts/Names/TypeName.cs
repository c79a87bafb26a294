namespace Lockkeeper.Contracts.Names;

/// <summary>A type in an argument list, without its modifiers, which are no part of a routine's identity.</summary>
/// <param name="Schema">Null where it was written without one, and for the server's own types.</param>
/// <param name="Name">As format_type calls it: <c>integer</c>, not <c>int4</c>.</param>
/// <param name="IsArray">Of any number of dimensions.</param>
internal sealed record TypeName(string? Schema, string Name, bool IsArray)
{
    /// <summary>Whether this, as a person wrote it, may be that type of a fact. A type without schema is found by its name alone.</summary>
    public bool Matches(TypeName fact) =>
        IsArray == fact.IsArray && string.Equals(Name, fact.Name, StringComparison.Ordinal)
        && (Schema is null || string.Equals(Schema, fact.Schema, StringComparison.Ordinal));
}

/// <summary>Reads types as PostgreSQL's grammar does.</summary>
internal static class TypeNameReader
{
    // Names of pg_type, and the words of SQL that stand for them.
    private static readonly Dictionary<string, string> Internal = new(StringComparer.Ordinal)
    {
        ["int2"] = "smallint",
        ["int4"] = "integer",
        ["int8"] = "bigint",
        ["float4"] = "real",
        ["float8"] = "double precision",
        ["bool"] = "boolean",
        ["varchar"] = "character varying",
        ["bpchar"] = "character",
        ["varbit"] = "bit varying",
        ["timestamptz"] = "timestamp with time zone",
        ["timetz"] = "time with time zone",
        ["timestamp"] = "timestamp without time zone",
        ["time"] = "time without time zone",
    };

    private static readonly Dictionary<string, string> Words = new(Internal, StringComparer.Ordinal)
    {
        ["int"] = "integer",
        ["decimal"] = "numeric",
        ["dec"] = "numeric",
        ["float"] = "double precision",
    };

    private static readonly string[] IntervalFields = ["year", "month", "day", "hour", "minute", "second", "to"];

    /// <summary>Takes a type, or null where none is.</summary>
    public static TypeName? Read(NameTokens tokens)
    {
        tokens.Take("setof");
        var type = Builtin(tokens) ?? Named(tokens);
        if (type is null || tokens.Take("%")) return null;
        var isArray = tokens.Take("array");
        while (tokens.Take("["))
        {
            tokens.TakeKind(Migrations.SqlTokenKind.Number);
            if (!tokens.Take("]")) return null;
            isArray = true;
        }

        return type with { IsArray = isArray };
    }

    private static TypeName? Builtin(NameTokens tokens)
    {
        if (tokens.Take("double", "precision")) return Own("double precision");
        foreach (var word in (string[])["timestamp", "time"])
        {
            if (!tokens.Take(word)) continue;
            Modifier(tokens);
            if (tokens.Take("with", "time", "zone")) return Own($"{word} with time zone");
            tokens.Take("without", "time", "zone");
            return Own($"{word} without time zone");
        }

        var national = tokens.Take("national");
        foreach (var word in (string[])["character", "char", "nchar"])
        {
            if (tokens.Take(word)) return Varying(tokens, "character");
        }

        if (national) return null;
        if (tokens.Take("bit")) return Varying(tokens, "bit");
        if (!tokens.Take("interval")) return null;
        while (Array.Exists(IntervalFields, f => tokens.Take(f))) Modifier(tokens);
        Modifier(tokens);
        return Own("interval");
    }

    private static TypeName Varying(NameTokens tokens, string name)
    {
        var type = Own(tokens.Take("varying") ? $"{name} varying" : name);
        Modifier(tokens);
        return type;
    }

    private static TypeName? Named(NameTokens tokens)
    {
        var quoted = tokens.IsQuoted;
        var parts = tokens.TakeName();
        var size = Modifier(tokens);
        return parts switch
        {
            ["float"] when !quoted && int.TryParse(size, out var bits) && bits <= 24 => Own("real"),
            [var name] => Own(quoted ? name : Words.GetValueOrDefault(name, name)),
            [.., "pg_catalog", var name] => Own(Internal.GetValueOrDefault(name, name)),
            [.., var schema, var name] => new TypeName(schema, name, IsArray: false),
            _ => null,
        };
    }

    private static TypeName Own(string name) => new(Schema: null, name, IsArray: false);

    private static string? Modifier(NameTokens tokens)
    {
        var left = tokens.Left;
        if (!tokens.Take("(")) return null;
        var size = tokens.Texts.Count > 0 ? tokens.Texts[0] : null;
        while (!tokens.AtEnd && !tokens.Take(")")) tokens.Skip(1);
        if (size is "(" or null) tokens.Return(left);
        return size;
    }
}
