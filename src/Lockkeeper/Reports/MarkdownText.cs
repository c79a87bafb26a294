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

    /// <summary>A code span, fenced with one backtick more than the text holds in a row.</summary>
    internal static string Code(string text)
    {
        if (text.Length == 0)
            return "";
        var clean = text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
        var longest = 0;
        for (int i = 0, run = 0; i < clean.Length; i++)
            longest = Math.Max(longest, run = clean[i] == '`' ? run + 1 : 0);
        var fence = new string('`', longest + 1);
        return longest == 0 ? $"{fence}{clean}{fence}" : $"{fence} {clean} {fence}";
    }

    private static bool IsInWord(string text, int i) =>
        i > 0 && i < text.Length - 1 && char.IsLetterOrDigit(text[i - 1]) && char.IsLetterOrDigit(text[i + 1]);
}
