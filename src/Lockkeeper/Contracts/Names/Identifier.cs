using System.Globalization;
using System.Text;
using Lockkeeper.Migrations;

namespace Lockkeeper.Contracts.Names;

/// <summary>What PostgreSQL makes of an identifier (manual, section 4.1.1).</summary>
internal static class Identifier
{
    private const int MostBytes = 63;

    /// <summary>An unquoted name in lower case. In UTF-8 PostgreSQL folds the letters of ASCII only.</summary>
    public static string Fold(string word) => string.Create(word.Length, word, static (text, from) =>
    {
        for (var i = 0; i < from.Length; i++) text[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
    });

    /// <summary>The name that a token stands for.</summary>
    public static string Decode(SqlTokenKind kind, string text)
    {
        if (kind != SqlTokenKind.QuotedName) return Cut(Fold(text));
        var unicode = text[0] != '"';
        var inner = text[(unicode ? 3 : 1)..].TrimEnd('\n');
        inner = (inner.EndsWith('"') ? inner[..^1] : inner).Replace("\"\"", "\"", StringComparison.Ordinal);
        return Cut(unicode ? Unescape(inner) : inner);
    }

    /// <summary>The name in quotes, so that two names are the same text exactly when they are the same name.</summary>
    public static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // The server cuts a longer name off, with no more than a notice.
    private static string Cut(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MostBytes) return name;
        var length = 0;
        var bytes = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > MostBytes) break;
            length += rune.Utf16SequenceLength;
        }

        return name[..length];
    }

    private static string Unescape(string text)
    {
        var name = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var six = i + 1 < text.Length && text[i + 1] == '+';
            var (from, length) = six ? (i + 2, 6) : (i + 1, 4);
            if (text[i] == '\\' && from + length <= text.Length
                && int.TryParse(text.AsSpan(from, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                name.Append(Rune.IsValid(code) ? new Rune(code).ToString() : "\uFFFD");
                i = from + length - 1;
            }
            else
            {
                name.Append(text[i]);
                if (text[i] == '\\' && i + 1 < text.Length && text[i + 1] == '\\') i++;
            }
        }

        return name.ToString();
    }
}
