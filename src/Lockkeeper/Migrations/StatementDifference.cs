namespace Lockkeeper.Migrations;

/// <summary>The first statement of a file that is not what was applied.</summary>
/// <param name="Number">Its number in the file, from 1; one more than the file has where the end of it was removed.</param>
/// <param name="Line">Its line in the file, from 1.</param>
/// <param name="Stored">How it begins in the history; empty where the history has nothing more.</param>
/// <param name="File">How it begins in the file; empty where the file has nothing more.</param>
/// <param name="LineEndingsOnly">True where quoted text differs in nothing but CR LF against LF, as some checkouts do.</param>
public sealed record StatementDifference(int Number, int Line, string Stored, string File, bool LineEndingsOnly)
{
    /// <summary>The first difference beyond white space and comments outside quotes, or null when there is none.</summary>
    public static StatementDifference? Between(IReadOnlyList<string> stored, IReadOnlyList<SqlStatement> file)
    {
        var texts = file.Select(s => s.Text).ToList();
        if (texts.SequenceEqual(stored, StringComparer.Ordinal))
            return null;
        var ours = new TokenStream(texts);
        var theirs = new TokenStream(stored);
        var statement = -1;
        var beginning = (Statement: 0, Offset: 0);
        do
        {
            ours.Read();
            theirs.Read();
            if (ours.Statement != statement)
                (statement, beginning) = (ours.Statement, (theirs.Statement, theirs.Offset));
            if (!ours.Text.SequenceEqual(theirs.Text))
                return At(statement, TokenStream.Rest(stored, beginning), file, SameButForLineEndings(ours.Text, theirs.Text));
        }
        while (!ours.AtEnd || !theirs.AtEnd);
        return null;
    }

    private static StatementDifference At(int index, string stored, IReadOnlyList<SqlStatement> file, bool lineEndingsOnly)
    {
        var statement = index < file.Count ? file[index] : null;
        return new(
            index + 1,
            statement?.CodeLine ?? file.LastOrDefault()?.CodeLine ?? 1,
            Excerpt.Of(stored),
            Excerpt.Of(statement?.Text ?? ""),
            lineEndingsOnly);
    }

    private static bool SameButForLineEndings(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        while (!a.IsEmpty && !b.IsEmpty)
        {
            var same = a.CommonPrefixLength(b);
            a = WithoutReturn(a[same..]);
            b = WithoutReturn(b[same..]);
            if (same == 0 && !a.IsEmpty && !b.IsEmpty && a[0] != b[0])
                return false;
        }
        return a.IsEmpty && b.IsEmpty;
    }

    private static ReadOnlySpan<byte> WithoutReturn(ReadOnlySpan<byte> text) => text.StartsWith("\r\n"u8) ? text[1..] : text;
}
