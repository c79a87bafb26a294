using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>The first tokens of a statement, without comments: enough to tell which command it is.</summary>
internal readonly ref struct StatementHead(ReadOnlySpan<byte> sql, ReadOnlySpan<SqlToken> tokens)
{
    private readonly ReadOnlySpan<byte> _sql = sql;
    private readonly ReadOnlySpan<SqlToken> _tokens = tokens;

    /// <summary>How many tokens are known.</summary>
    public int Count => _tokens.Length;

    /// <summary>Whether it begins with these key words.</summary>
    public bool Starts(params ReadOnlySpan<string> words) => Continues(0, words);

    /// <summary>Whether these key words stand from a position on.</summary>
    public bool Continues(int at, params ReadOnlySpan<string> words)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (!Is(at + i, words[i]))
                return false;
        }
        return true;
    }

    /// <summary>Whether the token there is that key word or symbol, in any case.</summary>
    public bool Is(int at, string text) =>
        at < _tokens.Length
        && _tokens[at].Kind is not (SqlTokenKind.QuotedName or SqlTokenKind.Text)
        && Ascii.EqualsIgnoreCase(_sql[_tokens[at].Start.._tokens[at].End], text);

    /// <summary>The position of a key word, or -1.</summary>
    public int IndexOf(string word)
    {
        for (var i = 0; i < _tokens.Length; i++)
        {
            if (Is(i, word))
                return i;
        }
        return -1;
    }

    /// <summary>Whether that key word is among the tokens.</summary>
    public bool Has(string word) => IndexOf(word) >= 0;

    /// <summary>Whether an option is switched off: <c>name = false</c>, <c>off</c> or <c>0</c>, quoted or not.</summary>
    public bool IsOff(string option)
    {
        var at = IndexOf(option) + 1;
        if (at == 0)
            return false;
        at += Is(at, "=") || Is(at, "to") ? 1 : 0;
        if (at >= _tokens.Length)
            return false;
        var value = _sql[_tokens[at].Start.._tokens[at].End].Trim("'\""u8);
        return Ascii.EqualsIgnoreCase(value, "false") || Ascii.EqualsIgnoreCase(value, "off") || Ascii.EqualsIgnoreCase(value, "0");
    }

    /// <summary>The position after a list of options in parentheses, if one stands there.</summary>
    public int AfterOptions(int at)
    {
        if (!Is(at, "("))
            return at;
        while (at < _tokens.Length && !Is(at, ")"))
            at++;
        return at + 1;
    }
}
