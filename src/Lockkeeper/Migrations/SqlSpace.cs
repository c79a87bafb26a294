using System.Buffers;
using System.Globalization;
using System.Text;

namespace Lockkeeper.Migrations;

/// <summary>
/// The white space around statements. The Supabase CLI trims what JavaScript calls white space, which includes byte order marks and
/// non-breaking spaces that editors leave behind and that PostgreSQL itself would take as a name.
/// </summary>
internal static class SqlSpace
{
    /// <summary>The offset of the first byte that is not white space, from an offset on.</summary>
    public static int SkipForward(ReadOnlySpan<byte> utf8, int from)
    {
        while (from < utf8.Length && Rune.DecodeFromUtf8(utf8[from..], out var rune, out var length) == OperationStatus.Done && IsSpace(rune))
            from += length;
        return from;
    }

    /// <summary>The offset after the last byte that is not white space, before an offset.</summary>
    public static int SkipBackward(ReadOnlySpan<byte> utf8, int from, int before)
    {
        while (before > from
            && Rune.DecodeLastFromUtf8(utf8[from..before], out var rune, out var length) == OperationStatus.Done && IsSpace(rune))
            before -= length;
        return before;
    }

    private static bool IsSpace(Rune rune) => rune.Value is (>= 9 and <= 13) or ' ' or 0xFEFF or 0x2028 or 0x2029
        || (!rune.IsAscii && Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpaceSeparator);
}
