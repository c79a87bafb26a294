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
    private const int HeadCharacters = 1000;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CodeToken> Of(SqlStatement statement) => Read(statement.Text, statement.Line, int.MaxValue);

    /// <summary>The tokens of a text that is SQL, or much like it.</summary>
    public static IReadOnlyList<CodeToken> Of(string text, int line) => Read(text, line, int.MaxValue);

    /// <summary>The first ones, without looking at the rest.</summary>
    public static IReadOnlyList<CodeToken> HeadOf(SqlStatement statement, int count)
    {
        var start = 0;
        for (var line = statement.Line; line < statement.CodeLine; line++) start = statement.Text.IndexOf('\n', start) + 1;
        var end = Math.Min(statement.Text.Length, start + HeadCharacters);
        return Read(statement.Text[start..end], statement.CodeLine, count);
    }

    private static List<CodeToken> Read(string text, int line, int count)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        var scanner = new SqlScanner(utf8);
        var lines = new LineCounter(utf8);
        var tokens = new List<CodeToken>();
        while (tokens.Count < count && scanner.Read())
        {
            var token = scanner.Token;
            if (token.Kind != SqlTokenKind.Comment && token.Closed)
                tokens.Add(new(token.Kind, Encoding.UTF8.GetString(utf8.AsSpan(token.Start, token.End - token.Start)), line + lines.LineOf(token.Start) - 1));
        }
        return tokens;
    }
}
