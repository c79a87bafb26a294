using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>A token of a statement and the line of the file on which it begins, from 1.</summary>
internal readonly record struct CodeToken(SqlTokenKind Kind, string Text, int Line)
{
    /// <summary>Whether it is this key word or symbol, in any case.</summary>
    public bool Is(string text) =>
        Kind is not (SqlTokenKind.QuotedName or SqlTokenKind.Text) && string.Equals(Text, text, StringComparison.OrdinalIgnoreCase);

    /// <summary>A name as the server keeps it; null where it is none.</summary>
    public string? Name => Kind switch
    {
        SqlTokenKind.Word => Text.ToLowerInvariant(),
        SqlTokenKind.QuotedName when Text[0] == '"' => Text[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal),
        _ => null,
    };

    /// <summary>What stands in plain or dollar quotes; null where it is something else, or has escapes of its own.</summary>
    public string? Quoted => Kind != SqlTokenKind.Text ? null : Text[0] switch
    {
        '\'' => Text[1..^1].Replace("''", "'", StringComparison.Ordinal),
        '$' when Text.IndexOf('$', 1) + 1 is var tag => Text[tag..^tag],
        _ => null,
    };
}

/// <summary>The tokens of a statement without comments.</summary>
internal static class StatementCode
{
    // Enough for what any rule wants to know of a head; a statement may be as long as its file.
    private const int HeadBytes = 1000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CodeToken> Of(SqlStatement statement) => Read(statement.Utf8.Span, statement.Line, int.MaxValue);

    /// <summary>The tokens of a text that is SQL, or much like it.</summary>
    public static IReadOnlyList<CodeToken> Of(string text, int line) => Read(Encoding.UTF8.GetBytes(text), line, int.MaxValue);

    /// <summary>The first ones, without looking at the rest.</summary>
    public static IReadOnlyList<CodeToken> HeadOf(SqlStatement statement, int count)
    {
        var utf8 = statement.Utf8.Span[statement.CodeOffset..];
        return Read(utf8[..Math.Min(utf8.Length, HeadBytes)], statement.CodeLine, count);
    }

    /// <summary>
    /// Whether a statement may begin with a key word: false is certain, and costs nothing. Most statements of a large file are no case for a rule.
    /// </summary>
    public static bool MayBeginWith(SqlStatement statement, ReadOnlySpan<byte> word)
    {
        var utf8 = statement.Utf8.Span[statement.CodeOffset..];
        return utf8.Length >= word.Length && Ascii.EqualsIgnoreCase(utf8[..word.Length], word);
    }

    /// <summary>Whether a word stands anywhere in a statement, in any case; it must have an underscore, by which it is quickly not found.</summary>
    public static bool Mentions(SqlStatement statement, ReadOnlySpan<byte> word)
    {
        var underscore = word.IndexOf((byte)'_');
        var utf8 = statement.Utf8.Span;
        for (var at = underscore; at < utf8.Length; at++)
        {
            var length = utf8[at..].IndexOf((byte)'_');
            if (length < 0)
                return false;
            at += length;
            var from = at - underscore;
            if (from + word.Length <= utf8.Length && Ascii.EqualsIgnoreCase(utf8.Slice(from, word.Length), word))
                return true;
        }
        return false;
    }

    private static List<CodeToken> Read(ReadOnlySpan<byte> utf8, int line, int count)
    {
        var scanner = new SqlScanner(utf8);
        var lines = new LineCounter(utf8);
        var tokens = new List<CodeToken>();
        while (tokens.Count < count && scanner.Read())
        {
            var token = scanner.Token;
            if (token.Kind != SqlTokenKind.Comment && token.Closed)
                tokens.Add(new(token.Kind, Encoding.UTF8.GetString(utf8[token.Start..token.End]), line + lines.LineOf(token.Start) - 1));
        }
        return tokens;
    }
}
