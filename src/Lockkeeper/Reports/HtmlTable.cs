namespace Lockkeeper.Reports;

/// <summary>A section as a table of a page.</summary>
internal static class HtmlTable
{
    internal static void Add(HtmlBuilder page, Section section)
    {
        var id = section.Title.ToLowerInvariant().Replace(' ', '-');
        page.Add($"<section aria-labelledby=\"{id}\">");
        if (section.Folded)
            page.Add($"<details>\n<summary><h2 id=\"{id}\">{section.Title}</h2> <span class=\"took\">{section.Rows.Count}</span></summary>");
        else
            page.Add($"<h2 id=\"{id}\">{section.Title}</h2>");
        if (section.Note is { } note)
            page.Add($"<p>{note}</p>");
        if (section.Rows.Count > 0)
            Table(page, section, id);
        if (section.Folded)
            page.Add($"</details>");
        page.Add($"</section>");
    }

    private static void Table(HtmlBuilder page, Section section, string id)
    {
        var used = UsedColumns(section);
        // Wide tables scroll inside their frame; the frame takes focus so that the keyboard can scroll it.
        page.Add($"<div class=\"frame\" tabindex=\"0\" role=\"region\" aria-labelledby=\"{id}\">\n<table>");
        if (section.Columns.Count > 0)
        {
            page.Add($"<thead><tr>");
            foreach (var i in used)
                page.Add($"<th scope=\"col\" class=\"{(section.Rows[0][i].Kind == CellKind.Number ? "number" : "words")}\">{section.Columns[i]}</th>");
            page.Add($"</tr></thead>");
        }

        page.Add($"<tbody>");
        foreach (var row in section.Rows)
        {
            page.Add($"<tr>");
            foreach (var i in used)
                AddCell(page, row[i], isHeading: i == 0 && row[0].Kind is not CellKind.Status);
            page.Add($"</tr>");
        }

        page.Add($"</tbody>\n</table>\n</div>");
    }

    private static void AddCell(HtmlBuilder page, Cell cell, bool isHeading)
    {
        if (isHeading)
            page.Add($"<th scope=\"row\" class=\"{Class(cell)}\">{cell.Text}</th>");
        else if (cell.Kind == CellKind.Status)
            page.Add($"<td class=\"tone\"><span class=\"status {Words.Of(cell.Tone)}\">{cell.Text}</span></td>");
        else
            page.Add($"<td class=\"{Class(cell)}\">{cell.Text}</td>");
    }

    private static string Class(Cell cell) => Words.Of(cell.Kind);

    /// <summary>Columns in which some row has something to say.</summary>
    internal static IReadOnlyList<int> UsedColumns(Section section) =>
        [.. Enumerable.Range(0, section.Rows[0].Count).Where(i => section.Rows.Any(r => r[i].Text.Length > 0))];
}
