using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>What a CONCURRENTLY statement does to an index.</summary>
public enum IndexAction
{
    /// <summary>CREATE INDEX CONCURRENTLY.</summary>
    Create,

    /// <summary>DROP INDEX CONCURRENTLY.</summary>
    Drop,

    /// <summary>REINDEX INDEX … CONCURRENTLY or REINDEX TABLE … CONCURRENTLY.</summary>
    Reindex,
}

/// <summary>
/// What a CREATE, DROP or REINDEX … CONCURRENTLY is about: enough to see in the database how far an earlier attempt has come.
/// </summary>
/// <param name="Action">What it does.</param>
/// <param name="Name">The index as written (of REINDEX TABLE: the table), quotes included; null where the server chooses the name.</param>
/// <param name="Table">Of CREATE: the table as written, else null.</param>
/// <param name="Unique">Of CREATE: whether the index is unique.</param>
/// <param name="Names">Of CREATE: every word behind the table, unquoted: columns, and whatever else stands there.</param>
public sealed record IndexStatement(IndexAction Action, string? Name, string? Table, bool Unique, IReadOnlyList<string> Names)
{
    /// <summary>Of DROP: whether it is content without the index.</summary>
    public bool IfExists { get; init; }

    /// <summary>Reads a statement; null when it is none of these.</summary>
    public static IndexStatement? Parse(SqlStatement statement)
    {
        var words = new Words(statement.Text);
        return words.Take("create") ? Create(words)
            : words.Take("drop") ? Drop(words)
            : words.Take("reindex") ? Reindex(words)
            : null;
    }

    /// <summary>Whether an invalid index of this name is what an earlier attempt at this statement left, so that it will be built again.</summary>
    /// <param name="index">Qualified, quoted where PostgreSQL would quote it.</param>
    public bool BuildsAgain(string index)
    {
        if (Name is null || Action == IndexAction.Drop) return false;
        var name = Bare(index);
        return Action == IndexAction.Create ? string.Equals(name, Bare(Name), StringComparison.Ordinal) : name.Contains("_ccnew", StringComparison.Ordinal);
    }

    private static string Bare(string name)
    {
        var last = name[(name.LastIndexOf('.') + 1)..];
        return last.StartsWith('"') ? last.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal) : last.ToLowerInvariant();
    }

    private static IndexStatement? Create(Words words)
    {
        var unique = words.Take("unique");
        if (!words.Take("index") || !words.Take("concurrently")) return null;
        if (words.Take("if")) words.Skip(2);
        var name = words.IsNext("on") ? null : words.Name();
        if (!words.Take("on")) return null;
        words.Take("only");
        return new IndexStatement(IndexAction.Create, name, words.Name(), unique, words.Rest());
    }

    private static IndexStatement? Drop(Words words)
    {
        if (!words.Take("index") || !words.Take("concurrently")) return null;
        var ifExists = words.Take("if");
        if (ifExists) words.Skip(1);
        return new IndexStatement(IndexAction.Drop, words.Name(), Table: null, Unique: false, []) { IfExists = ifExists };
    }

    private static IndexStatement? Reindex(Words words)
    {
        words.TakeParentheses();
        if (!words.Take("index") && !words.Take("table")) return null;
        words.Take("concurrently");
        return new IndexStatement(IndexAction.Reindex, words.Name(), Table: null, Unique: false, []);
    }

    // The tokens of a statement without comments, read from the front.
    private sealed class Words
    {
        private readonly List<(SqlTokenKind Kind, string Text)> _tokens = [];
        private int _at;

        public Words(string sql)
        {
            var utf8 = Encoding.UTF8.GetBytes(sql);
            var scanner = new SqlScanner(utf8);
            while (scanner.Read())
            {
                var token = scanner.Token;
                if (token.Kind != SqlTokenKind.Comment) _tokens.Add((token.Kind, Encoding.UTF8.GetString(utf8.AsSpan(token.Start, token.End - token.Start))));
            }
        }

        public bool IsNext(string word) => _at < _tokens.Count && string.Equals(_tokens[_at].Text, word, StringComparison.OrdinalIgnoreCase);

        public bool Take(string word)
        {
            if (!IsNext(word)) return false;
            _at++;
            return true;
        }

        public void Skip(int count) => _at += count;

        public void TakeParentheses()
        {
            if (!IsNext("(")) return;
            while (_at < _tokens.Count && !Take(")")) _at++;
        }

        // A name with its schema, as written.
        public string? Name()
        {
            var name = new StringBuilder();
            while (_at < _tokens.Count && _tokens[_at].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName)
            {
                name.Append(_tokens[_at++].Text);
                if (!Take(".")) break;
                name.Append('.');
            }

            return name.Length == 0 ? null : name.ToString();
        }

        public IReadOnlyList<string> Rest() =>
        [
            .. _tokens.Skip(_at).Where(t => t.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName)
                .Select(t => t.Kind == SqlTokenKind.Word ? t.Text.ToLowerInvariant() : t.Text.Trim('"').Replace("\"\"", "\"", StringComparison.Ordinal))
                .Distinct(StringComparer.Ordinal),
        ];
    }
}
