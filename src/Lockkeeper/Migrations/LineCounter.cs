namespace Lockkeeper.Migrations;

/// <summary>
/// Turns offsets into line numbers; asked in rising order, each byte is looked at once. A line ends with LF, CR LF or CR alone, as in most editors.
/// </summary>
internal ref struct LineCounter(ReadOnlySpan<byte> utf8)
{
    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private int _offset;
    private int _line = 1;

    /// <summary>The line of an offset, from 1.</summary>
    public int LineOf(int offset)
    {
        if (offset < _offset)
            return Ends(0, offset) + 1;
        _line += Ends(_offset, offset);
        _offset = offset;
        return _line;
    }

    /// <summary>The offset at which the line of an offset begins.</summary>
    public static int StartOf(ReadOnlySpan<byte> utf8, int offset)
    {
        // Between CR and LF one is still in the line before.
        var before = offset > 0 && offset < utf8.Length && utf8[offset] == '\n' && utf8[offset - 1] == '\r' ? offset - 1 : offset;
        return utf8[..before].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
    }

    // The CR of a CR LF is left to its LF, also where the range ends between them.
    private readonly int Ends(int from, int to)
    {
        var range = _utf8[from..to];
        var ends = range.Count((byte)'\n');
        for (int at; (at = range.IndexOf((byte)'\r')) >= 0; range = range[(at + 1)..])
        {
            var next = to - range.Length + at + 1;
            if (next >= _utf8.Length || _utf8[next] != '\n')
                ends++;
        }
        return ends;
    }
}
