using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>What is shown of a statement that failed: its place and that line, without what may be secret in it.</summary>
/// <param name="statement">The statement.</param>
/// <param name="said">All that the server says about it.</param>
public sealed class ShownStatement(SqlStatement statement, params IEnumerable<string?> said)
{
    private readonly StatementSecrets _secrets = StatementSecrets.Of(statement, string.Join('\n', said));

    /// <summary>Line in the file, column from 1 (0: the server named no place), and the text of that line.</summary>
    /// <param name="position">The server's place, in characters from 1; 0 for the line on which the code begins, comments left out.</param>
    public (int Line, int Column, string Text) Place(int position)
    {
        var utf8 = statement.Utf8.Span;
        var at = position > 0 ? OffsetOf(utf8, position) : statement.CodeOffset;
        var start = LineCounter.StartOf(utf8, at);
        var length = utf8[start..].IndexOfAny((byte)'\n', (byte)'\r');
        var text = Show(start, length < 0 ? utf8.Length : start + length);
        var line = new LineCounter(utf8).LineOf(at) + statement.Line - 1;
        return (line, position > 0 ? Show(start, at).Length + 1 : 0, text);
    }

    /// <summary>The server's words, which may quote the statement.</summary>
    public string Without(string text) => _secrets.Without(text);

    // The server counts characters, whatever their length.
    private static int OffsetOf(ReadOnlySpan<byte> utf8, int position)
    {
        var at = 0;
        for (var left = position; at < utf8.Length; at++)
        {
            if ((utf8[at] & 0xC0) != 0x80 && --left == 0)
                break;
        }
        return at;
    }

    private string Show(int from, int to)
    {
        var utf8 = statement.Utf8.Span;
        var text = new StringBuilder();
        foreach (var (start, end) in _secrets.Hidden)
        {
            if (end <= from || start >= to)
                continue;
            if (start > from)
                text.Append(Encoding.UTF8.GetString(utf8[from..start]));
            text.Append('…');
            from = Math.Min(end, to);
        }
        return text.Append(Encoding.UTF8.GetString(utf8[from..to])).ToString();
    }
}
