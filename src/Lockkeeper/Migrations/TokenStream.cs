using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>The tokens of several statements one after the other, without comments and semicolons.</summary>
/// <remarks>
/// Where one statement ends is not compared: other tools store the same file in one piece, or cut it otherwise.
/// </remarks>
internal ref struct TokenStream(IReadOnlyList<string> statements)
{
    private readonly IReadOnlyList<string> _statements = statements;
    private byte[] _utf8 = [];
    private SqlScanner _scanner;

    /// <summary>The index of the statement that holds the token.</summary>
    public int Statement { get; private set; } = -1;

    /// <summary>The token's bytes; empty at the end.</summary>
    public readonly ReadOnlySpan<byte> Text => AtEnd ? default : _utf8.AsSpan(_scanner.Token.Start, _scanner.Token.End - _scanner.Token.Start);

    /// <summary>Whether there is no further token.</summary>
    public readonly bool AtEnd => Statement >= _statements.Count;

    /// <summary>The offset of the token in its statement, in bytes.</summary>
    public readonly int Offset => AtEnd ? 0 : _scanner.Token.Start;

    /// <summary>What a statement holds from a token on; empty after the last statement.</summary>
    public static string Rest(IReadOnlyList<string> statements, (int Statement, int Offset) from) =>
        from.Statement < statements.Count ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(statements[from.Statement]).AsSpan(from.Offset)) : "";

    /// <summary>Goes to the next token.</summary>
    public void Read()
    {
        while (!AtEnd)
        {
            while (Statement >= 0 && _scanner.Read())
            {
                if (_scanner.Token.Kind != SqlTokenKind.Comment && !Text.SequenceEqual(";"u8))
                    return;
            }
            if (++Statement >= _statements.Count)
                return;
            _utf8 = Encoding.UTF8.GetBytes(_statements[Statement]);
            _scanner = new SqlScanner(_utf8);
            _scanner.MoveTo(SqlSpace.SkipForward(_utf8, 0));
        }
    }
}
