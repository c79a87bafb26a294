using System.Text;

namespace Lockkeeper.Reports;

/// <summary>The summary at the end of a run: plain text, for terminals and logs alike.</summary>
public static class TextTable
{
    private const int LongestCell = 80;

    /// <summary>Phases, smoke tests, changes, then the outcome and, after a failure, the next command as the last thing read.</summary>
    public static string Render(DeploymentReport report)
    {
        var text = new StringBuilder();
        Add(text, Sections.Phases(report));
        Add(text, Sections.SmokeTests(report));
        if (Sections.Changes(report) is { Rows.Count: > 0 } changes)
            Add(text, changes);
        if (RollbackSection.Of(report) is { } rollback)
            Add(text, rollback);
        text.Append($"{Words.Headline(report)} · {Clean(report.Environment)} · {Clean(Words.Target(report))}\n");
        text.Append($"{Words.Achievement(report)} Took {Words.Duration(report.Seconds)}, exit code {(int)report.ExitCode}.\n");
        if (RehearsalSections.Sentence(report) is { } rehearsed)
            text.Append($"{rehearsed}\n");
        if (report.Failure is { } failure)
        {
            var sqlState = failure.SqlState is { } s ? $", SQLSTATE {s}" : "";
            text.Append($"\n{Indented(failure.Message)}\n");
            text.Append($"  {Words.Blame(failure)}: {Words.Of(failure.Code)}{Clean(sqlState)}. State left: {Words.Of(failure.State)}.\n");
            text.Append($"\nNext: {Clean(failure.Next)}\n");
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, Section section)
    {
        if (section.Rows.Count == 0)
            return;
        var used = HtmlTable.UsedColumns(section);
        List<IReadOnlyList<string>> lines =
        [
            [.. used.Select(i => section.Columns[i])],
            .. section.Rows.Select(r => (IReadOnlyList<string>)[.. used.Select(i => Short(Clean(r[i].Text)))]),
        ];
        var widths = Enumerable.Range(0, used.Count).Select(c => lines.Max(l => l[c].Length)).ToList();
        for (var l = 0; l < lines.Count; l++)
        {
            var cells = used.Select((column, c) =>
                section.Rows[0][column].Kind == CellKind.Number ? lines[l][c].PadLeft(widths[c]) : lines[l][c].PadRight(widths[c]));
            text.Append($"  {string.Join("  ", cells)}".TrimEnd()).Append('\n');
            if (l == 0)
                text.Append($"  {string.Join("  ", widths.Select(w => new string('─', w)))}\n");
        }

        text.Append('\n');
    }

    // The whole text is in the reports; here a line must stay a line.
    private static string Short(string cell) => cell.Length <= LongestCell ? cell : $"{cell.AsSpan(0, LongestCell - 1).TrimEnd()}…";

    private static string Indented(string message) =>
        string.Join('\n', message.ReplaceLineEndings("\n").Split('\n').Select(line => $"  {Clean(line)}".TrimEnd()));

    /// <summary>A name or message from a server must not steer the terminal.</summary>
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings(" "))
            clean.Append(char.IsControl(c) ? '\uFFFD' : c);
        return clean.ToString();
    }
}
