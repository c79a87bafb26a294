namespace Lockkeeper.Reports;

/// <summary>A part of a report that pages, summaries and terminals all show: a table under a title.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Columns">Column headings; none for a list of names and values.</param>
/// <param name="Rows">The cells, row by row.</param>
internal sealed record Section(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<Cell>> Rows)
{
    /// <summary>A sentence below the title.</summary>
    internal string? Note { get; init; }

    /// <summary>Kept folded where the medium can; left out on terminals.</summary>
    internal bool Folded { get; init; }
}

/// <summary>A table cell.</summary>
internal sealed record Cell(string Text, CellKind Kind = CellKind.Words, Tone Tone = Tone.Quiet)
{
    internal static Cell Code(string text) => new(text, CellKind.Code);

    internal static Cell Number(string text) => new(text, CellKind.Number);

    internal static Cell Status<T>(T value, Tone tone) where T : struct, Enum => new(Words.Of(value), CellKind.Status, tone);
}

/// <summary>How a cell is set.</summary>
internal enum CellKind
{
    Words,
    Code,
    Number,
    Status,
}

/// <summary>What a status means to the reader. Always shown as a sign and a word too, never by colour alone.</summary>
internal enum Tone
{
    Quiet,
    Good,
    Warn,
    Bad,
}
