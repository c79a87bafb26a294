namespace Lockkeeper.Migrations;

/// <summary>Quotes and comments: whatever may hide a semicolon.</summary>
internal ref partial struct SqlScanner
{
    /// <summary>A constant without prefix, which may be the next line of the one before: then that one's rules hold.</summary>
    private SqlToken Quoted(int start) => Text(start, start, escapes: _mayContinue && _lineEnded && _escapes);

    private SqlToken PrefixedText(byte prefix, int start) => Text(start, start + 1, escapes: (prefix | 0x20) == 'e');

    private SqlToken Text(int start, int quote, bool escapes)
    {
        _escapes = escapes;
        _mayContinue = true;
        var end = escapes ? EscapedEnd(quote) : QuotedEnd(quote, (byte)'\'');
        return new(SqlTokenKind.Text, start, end < 0 ? _sql.Length : end, end >= 0);
    }

    private readonly SqlToken QuotedName(int start, int quote)
    {
        var end = QuotedEnd(quote, (byte)'"');
        return new(SqlTokenKind.QuotedName, start, end < 0 ? _sql.Length : end, end >= 0);
    }

    private readonly int QuotedEnd(int quote, byte mark)
    {
        for (var at = quote + 1; ;)
        {
            var length = _sql[at..].IndexOf(mark);
            if (length < 0)
                return -1;
            at += length + 1;
            if (At(at) != mark)
                return at;
            at++;
        }
    }

    private readonly int EscapedEnd(int quote)
    {
        for (var at = quote + 1; ;)
        {
            var length = at < _sql.Length ? _sql[at..].IndexOfAny((byte)'\'', (byte)'\\') : -1;
            if (length < 0)
                return -1;
            at += length;
            if (_sql[at] == '\'' && At(at + 1) != '\'')
                return at + 1;
            at += 2;
        }
    }

    private SqlToken Dollar(int start)
    {
        _mayContinue = false;
        var at = start + 1;
        if (char.IsAsciiDigit((char)At(at)))
        {
            while (char.IsAsciiDigit((char)At(at)))
                at++;
            return new(SqlTokenKind.Number, start, at);
        }
        if (at < _sql.Length && StartsName(_sql[at]))
        {
            while (at < _sql.Length && ContinuesTag(_sql[at]))
                at++;
        }
        if (At(at) != '$')
            return new(SqlTokenKind.Symbol, start, start + 1);
        var tag = _sql[start..(at + 1)];
        var length = _sql[(at + 1)..].IndexOf(tag);
        return length < 0
            ? new(SqlTokenKind.Text, start, _sql.Length, Closed: false)
            : new(SqlTokenKind.Text, start, at + 1 + length + tag.Length);
    }

    private readonly SqlToken LineComment(int start) => new(SqlTokenKind.Comment, start, LineEnd(start));

    private SqlToken BlockComment(int start)
    {
        _mayContinue = false;
        var depth = 1;
        for (var at = start + 2; at < _sql.Length;)
        {
            var length = _sql[at..].IndexOfAny((byte)'*', (byte)'/');
            if (length < 0)
                break;
            at += length;
            var closes = _sql[at] == '*' && At(at + 1) == '/';
            var opens = _sql[at] == '/' && At(at + 1) == '*';
            depth += opens ? 1 : closes ? -1 : 0;
            at += opens || closes ? 2 : 1;
            if (depth == 0)
                return new(SqlTokenKind.Comment, start, at);
        }
        return new(SqlTokenKind.Comment, start, _sql.Length, Closed: false);
    }
}
