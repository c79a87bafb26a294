using System.Text;

namespace Lockkeeper.Postgres.Connections;

/// <summary>Reads libpq's other form: key=value, apart by blanks, values in single quotes where they hold blanks.</summary>
internal static class ConnectionKeywords
{
    public static void Read(string text, ConnectionParameters parameters)
    {
        var at = 0;
        while (SkipBlanks(text, ref at))
        {
            var equals = text.IndexOf('=', at);
            var name = equals < 0 ? "" : text[at..equals].Trim();
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetter(c) || c == '_'))
            {
                parameters.Wrong("It is neither a URL nor a list of key=value.", "Put values with blanks in single quotes, or use postgresql://….");
                return;
            }
            at = equals + 1;
            SkipBlanks(text, ref at);
            if (Value(text, ref at) is not { } value)
            {
                parameters.Wrong($"The quote around the {ConnectionParameters.Spoken(name)} is not closed.", "Close it; write a quote inside as \\'.");
                return;
            }
            parameters.Set(name, value);
        }
    }

    private static bool SkipBlanks(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
            at++;
        return at < text.Length;
    }

    private static string? Value(string text, ref int at)
    {
        var value = new StringBuilder();
        var quoted = at < text.Length && text[at] == '\'';
        for (at += quoted ? 1 : 0; at < text.Length; at++)
        {
            if (quoted ? text[at] == '\'' : char.IsWhiteSpace(text[at]))
            {
                at++;
                return value.ToString();
            }
            if (text[at] == '\\' && at + 1 < text.Length)
                at++;
            value.Append(text[at]);
        }
        return quoted ? null : value.ToString();
    }
}
