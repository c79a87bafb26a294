using System.Runtime.CompilerServices;
using System.Text;

namespace Lockkeeper.Reports;

/// <summary>
/// Builds a page from interpolated strings: the literal parts are markup, every hole is escaped. So text from a database
/// cannot become markup, whoever writes the next section.
/// </summary>
internal sealed class HtmlBuilder
{
    private readonly StringBuilder _text = new();

    internal void Add([InterpolatedStringHandlerArgument("")] ref Markup markup) => markup.End();

    public override string ToString() => _text.ToString();

    [InterpolatedStringHandler]
    internal readonly ref struct Markup(int literalLength, int formattedCount, HtmlBuilder page)
    {
        public void AppendLiteral(string markup) => page._text.Append(markup);

        public void AppendFormatted(string? text) => page._text.Append(Escape(text ?? ""));

        public void AppendFormatted(int number) => page._text.Append(number);

        internal void End()
        {
            _ = (literalLength, formattedCount);
            page._text.Append('\n');
        }
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => escaped.Append("&amp;"),
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '"' => escaped.Append("&quot;"),
                '\'' => escaped.Append("&#39;"),
                _ when char.IsControl(c) && c is not ('\n' or '\t') => escaped.Append('\uFFFD'),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}
