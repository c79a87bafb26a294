namespace Lockkeeper.Migrations;

/// <summary>
/// Cuts SQL into tokens by PostgreSQL's lexical rules (manual, section 4.1), with standard_conforming_strings on.
/// </summary>
/// <remarks>
/// Works on UTF-8 bytes: all that matters to it is ASCII, and PostgreSQL too takes every byte above as part of a name.
/// </remarks>
internal ref partial struct SqlScanner(ReadOnlySpan<byte> sql)
{
    private readonly ReadOnlySpan<byte> _sql = sql;
    private bool _lineEnded;
    private bool _mayContinue;
    private bool _escapes;

    /// <summary>The token that <see cref="Read"/> found.</summary>
    public SqlToken Token { get; private set; }

    /// <summary>Where the next token is looked for.</summary>
    public int Position { get; private set; }

    /// <summary>Goes to the next token; false at the end.</summary>
    public bool Read()
    {
        SkipSpace();
        if (Position >= _sql.Length)
            return false;
        var start = Position;
        Token = Scan(_sql[start], start);
        Position = Token.End;
        if (Token.Kind is not (SqlTokenKind.Text or SqlTokenKind.Comment))
            _escapes = _mayContinue = false;
        return true;
    }

    /// <summary>Goes on from there.</summary>
    public void MoveTo(int position)
    {
        Position = position;
        _escapes = _mayContinue = false;
    }

    private SqlToken Scan(byte first, int start) => first switch
    {
        (byte)'\'' => Quoted(start),
        (byte)'"' => QuotedName(start, start),
        (byte)'$' => Dollar(start),
        (byte)'\\' => new(SqlTokenKind.MetaCommand, start, LineEnd(start)),
        (byte)'-' when At(start + 1) == '-' => LineComment(start),
        (byte)'/' when At(start + 1) == '*' => BlockComment(start),
        (byte)'.' when char.IsAsciiDigit((char)At(start + 1)) => Number(start),
        >= (byte)'0' and <= (byte)'9' => Number(start),
        _ when StartsName(first) => NameOrPrefix(first, start),
        _ when IsOperator(first) => Operator(start),
        _ => new(SqlTokenKind.Symbol, start, start + 1),
    };

    private SqlToken NameOrPrefix(byte first, int start)
    {
        var second = At(start + 1);
        if (second == '\'' && (first | 0x20) is 'e' or 'b' or 'x' or 'n')
            return PrefixedText(first, start);
        if ((first | 0x20) == 'u' && second == '&')
        {
            if (At(start + 2) == '\'')
                return Text(start, start + 2, escapes: false);
            if (At(start + 2) == '"')
                return QuotedName(start, start + 2);
        }
        var end = start + 1;
        while (end < _sql.Length && ContinuesName(_sql[end]))
            end++;
        return new(SqlTokenKind.Word, start, end);
    }

    private readonly SqlToken Number(int start)
    {
        var end = start + 1;
        while (end < _sql.Length && (ContinuesNumber(_sql[end]) || IsExponentSign(end)))
            end++;
        return new(SqlTokenKind.Number, start, end);
    }

    private readonly bool IsExponentSign(int at) =>
        _sql[at] is (byte)'+' or (byte)'-' && (_sql[at - 1] | 0x20) == 'e' && char.IsAsciiDigit((char)At(at + 1));

    private readonly SqlToken Operator(int start)
    {
        var end = start;
        var special = false;
        while (end < _sql.Length && IsOperator(_sql[end]) && !StartsComment(end))
            special |= "~!@#^&|`?%"u8.Contains(_sql[end++]);

        // PostgreSQL takes a trailing sign as an operator of its own, so that "=-1" means "= -1".
        while (!special && end > start + 1 && _sql[end - 1] is (byte)'+' or (byte)'-')
            end--;
        return new(SqlTokenKind.Operator, start, end);
    }

    private readonly bool StartsComment(int at) =>
        (_sql[at] == '-' && At(at + 1) == '-') || (_sql[at] == '/' && At(at + 1) == '*');

    private void SkipSpace()
    {
        _lineEnded = false;
        for (; Position < _sql.Length && _sql[Position] is (byte)' ' or (>= 9 and <= 13); Position++)
            _lineEnded |= _sql[Position] is (byte)'\n' or (byte)'\r';
    }

    private readonly byte At(int index) => index < _sql.Length ? _sql[index] : (byte)0;

    private readonly int LineEnd(int from)
    {
        var length = _sql[from..].IndexOfAny((byte)'\n', (byte)'\r');
        return length < 0 ? _sql.Length : from + length;
    }

    private static bool StartsName(byte b) => b is (byte)'_' or >= 0x80 || char.IsAsciiLetter((char)b);

    private static bool ContinuesName(byte b) => b is (byte)'$' || ContinuesTag(b);

    private static bool ContinuesTag(byte b) => StartsName(b) || char.IsAsciiDigit((char)b);

    private static bool ContinuesNumber(byte b) => b is (byte)'.' or (byte)'_' || char.IsAsciiLetterOrDigit((char)b);

    private static bool IsOperator(byte b) => "+-*/<>=~!@#%^&|`?"u8.Contains(b);
}
