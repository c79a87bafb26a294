using System.Text;

namespace Lockkeeper.Reports;

/// <summary>Text as Markdown shows it unchanged: no names or messages of a database become markup or break a table.</summary>
internal static class MarkdownText
{
    internal static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            _ = text[i] switch
            {
                '\r' => escaped,
                '\n' => escaped.Append("<br>"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                // Between letters an underscore means nothing, and object names are full of them.
                '_' when IsInWord(text, i) => escaped.Append('_'),
                '\\' or '`' or '*' or '_' or '[' or ']' or '|' or '#' or '~' => escaped.Append('\\').Append(text[i]),
                _ when char.IsControl(text[i]) => escaped.Append('\uFFFD'),
                _ => escaped.Append(text[i]),
            };
        }

        return escaped.ToString();
    }

    /// <summary>A code span; a name that could end one is set as plain text instead.</summary>
    internal static string Code(string text) =>
        text.Length == 0 || text.Any(c => c is '`' or '|' or '<' or '&' || char.IsControl(c)) ? Escape(text) : $"`{text}`";

    /// <summary>Text of several lines, which keeps its columns: a caret must stay below what it points at.</summary>
    internal static string Block(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(l => string.Concat(l.Select(c => char.IsControl(c) ? '\uFFFD' : c)));
        var fence = "```";
        while (text.Contains(fence, StringComparison.Ordinal))
            fence += '`';
        return $"{fence}text\n{string.Join('\n', lines)}\n{fence}";
    }

    private static bool IsInWord(string text, int i) =>
        i > 0 && i < text.Length - 1 && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
}
