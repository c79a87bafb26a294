namespace Lockkeeper.Migrations;

/// <summary>Turns offsets into line numbers; asked in rising order, each byte is looked at once.</summary>
internal ref struct LineCounter(ReadOnlySpan<byte> utf8)
{
    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private int _offset;
    private int _line = 1;

    /// <summary>The line of an offset, from 1.</summary>
    public int LineOf(int offset)
    {
        if (offset < _offset)
            return _utf8[..offset].Count((byte)'\n') + 1;
        _line += _utf8[_offset..offset].Count((byte)'\n');
        _offset = offset;
        return _line;
    }
}
