using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>The tokens of a statement without comments, read from the front.</summary>
internal sealed class StatementWords
{
    private readonly byte[] _sql;
    private readonly List<SqlToken> _tokens = [];
    private int _at;

    public StatementWords(SqlStatement statement)
    {
        _sql = statement.Utf8.ToArray();
        var scanner = new SqlScanner(_sql);
        while (scanner.Read())
        {
            if (scanner.Token.Kind != SqlTokenKind.Comment) _tokens.Add(scanner.Token);
        }
    }

    /// <summary>Whether the next token is that key word or symbol, in any case.</summary>
    public bool IsNext(string word) => IsAt(_at, word);

    /// <summary>Whether one of the tokens that follow is that key word.</summary>
    public bool Has(string word) => Enumerable.Range(_at, Math.Max(0, _tokens.Count - _at)).Any(i => IsAt(i, word));

    /// <summary>Goes past a key word or symbol where it is the next token.</summary>
    public bool Take(string word)
    {
        if (!IsNext(word)) return false;
        _at++;
        return true;
    }

    /// <summary>Goes past several where they are the next tokens, all of them.</summary>
    public bool TakeAll(params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!IsAt(_at + i, words[i])) return false;
        }

        _at += words.Length;
        return true;
    }

    /// <summary>Goes past a list in parentheses and returns what stands in it, one by one; empty where there is none.</summary>
    public IReadOnlyList<string> TakeParentheses()
    {
        var inside = new List<string>();
        if (!Take("(")) return inside;
        while (_at < _tokens.Count && !Take(")")) inside.Add(Text(_tokens[_at++]).ToLowerInvariant());
        return inside;
    }

    /// <summary>A name with its schema, as written; null where there is none, or one with escapes that the server cannot be asked for.</summary>
    public string? Name()
    {
        var name = new StringBuilder();
        while (_at < _tokens.Count && _tokens[_at].Kind is SqlTokenKind.Word or SqlTokenKind.QuotedName)
        {
            name.Append(Text(_tokens[_at++]));
            if (!Take(".")) break;
            name.Append('.');
        }

        return name.Length == 0 || name.ToString().Contains("u&\"", StringComparison.OrdinalIgnoreCase) ? null : name.ToString();
    }

    /// <summary>All that follows, as written and with its comments.</summary>
    public string Rest() => _at == 0 ? Encoding.UTF8.GetString(_sql) : Encoding.UTF8.GetString(_sql.AsSpan(_tokens[_at - 1].End));

    private bool IsAt(int at, string word) =>
        at < _tokens.Count && _tokens[at].Kind is not (SqlTokenKind.QuotedName or SqlTokenKind.Text)
        && Ascii.EqualsIgnoreCase(_sql.AsSpan(_tokens[at].Start, _tokens[at].End - _tokens[at].Start), word);

    private string Text(SqlToken token) => Encoding.UTF8.GetString(_sql.AsSpan(token.Start, token.End - token.Start));
}
