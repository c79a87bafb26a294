using System.Text;
using System.Text.RegularExpressions;

namespace Lockkeeper.Postgres.Data;

/// <summary>
/// A table's qualified name as PostgreSQL reads it (unquoted letters are folded to lower case), where an unquoted <c>*</c> stands for any
/// characters: <c>auth.users</c>, <c>documents.*</c>, <c>"My Schema"."T"</c>.
/// </summary>
internal sealed class TablePattern
{
    private readonly Regex _schema;
    private readonly Regex _table;

    private TablePattern(string text, Regex schema, Regex table, bool exact)
    {
        Text = text;
        _schema = schema;
        _table = table;
        IsExact = exact;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whether it names one table.</summary>
    public bool IsExact { get; }

    /// <summary>Whether a table of this schema and name, both without quotes, is meant.</summary>
    public bool Matches(string schema, string table) => _schema.IsMatch(schema) && _table.IsMatch(table);

    /// <exception cref="FormatException">The text is not schema, dot, table.</exception>
    public static TablePattern Parse(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        var (quoted, exact) = (false, true);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"') { part.Append('"'); i++; }
            else if (c == '"') quoted = !quoted;
            else if (quoted) part.Append(Regex.Escape(c.ToString()));
            else if (c == '.') { parts.Add(part.ToString()); part.Clear(); }
            else if (c == '*') { part.Append(".*"); exact = false; }
            else part.Append(Regex.Escape(char.ToLowerInvariant(c).ToString()));
        }

        parts.Add(part.ToString());
        if (quoted || parts.Count != 2 || parts.Contains("", StringComparer.Ordinal))
            throw new FormatException($"'{text}' is not a table: write schema.table, or schema.* for all tables of a schema.");
        return new TablePattern(text, Whole(parts[0]), Whole(parts[1]), exact);
    }

    private static Regex Whole(string pattern) =>
        new($@"\A(?:{pattern})\z", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
}
