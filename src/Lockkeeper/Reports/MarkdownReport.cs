using System.Text;

namespace Lockkeeper.Reports;

/// <summary>summary.md: the outcome first, for pull requests and the pages of CI systems.</summary>
public static class MarkdownReport
{
    /// <summary>The report as GitHub-flavoured Markdown.</summary>
    public static string Render(DeploymentReport report)
    {
        var text = new StringBuilder();
        Summary(text, report);
        if (report.Failure is { } failure)
            Failure(text, failure);
        Add(text, Sections.Phases(report));
        foreach (var section in Sections.AfterPhases(report))
            Add(text, section);
        text.Append("## What this does not prove\n\n");
        foreach (var limit in Limits.Of(report))
            text.Append($"- {MarkdownText.Escape(limit)}\n");
        text.Append('\n');
        Add(text, Sections.Evidence(report));
        return text.ToString().TrimEnd() + "\n";
    }

    private static void Summary(StringBuilder text, DeploymentReport report)
    {
        var environment = MarkdownText.Escape(report.Environment);
        text.Append($"# {Sign(Words.ToneOf(report.Outcome))} {environment}: {Words.Headline(report)}\n\n");
        text.Append($"{Words.Achievement(report)} Target: {MarkdownText.Escape(Words.Target(report))}. ");
        text.Append($"Started {Words.Moment(report.StartedAt)}, took {Words.Duration(report.Seconds)}, exit code {(int)report.ExitCode}.\n\n");
    }

    private static void Failure(StringBuilder text, ReportFailure failure)
    {
        var sqlState = failure.SqlState is { } s ? $", SQLSTATE {MarkdownText.Escape(s)}" : "";
        text.Append("## What went wrong\n\n");
        text.Append($"{(failure.Message.Contains('\n') ? MarkdownText.Block(failure.Message) : MarkdownText.Escape(failure.Message))}\n\n");
        text.Append($"{Words.Blame(failure)}: {Words.Of(failure.Code)}{sqlState}. State left: {Words.Of(failure.State)}.\n\n");
        text.Append($"**Next:** {MarkdownText.Escape(failure.Next)}\n\n");
    }

    private static void Add(StringBuilder text, Section section)
    {
        text.Append(section.Folded
            ? $"<details><summary>{section.Title} ({section.Rows.Count})</summary>\n\n"
            : $"## {section.Title}\n\n");
        if (section.Note is { } note)
            text.Append($"{MarkdownText.Escape(note)}\n\n");
        if (section.Rows.Count > 0)
            Table(text, section);
        if (section.Folded)
            text.Append("</details>\n\n");
    }

    private static void Table(StringBuilder text, Section section)
    {
        var used = HtmlTable.UsedColumns(section);
        // Markdown knows no table without a head; an empty one shows as none.
        text.Append($"| {string.Join(" | ", used.Select(i => section.Columns.Count == 0 ? "" : section.Columns[i]))} |\n");
        text.Append($"| {string.Join(" | ", used.Select(i => section.Rows[0][i].Kind == CellKind.Number ? "---:" : "---"))} |\n");
        foreach (var row in section.Rows)
            text.Append($"| {string.Join(" | ", used.Select(i => CellText(row[i])))} |\n");
        text.Append('\n');
    }

    private static string CellText(Cell cell) => cell.Kind switch
    {
        CellKind.Code => MarkdownText.Code(cell.Text),
        CellKind.Status => $"{Sign(cell.Tone)} {MarkdownText.Escape(cell.Text)}",
        _ => MarkdownText.Escape(cell.Text),
    };

    private static string Sign(Tone tone) => tone switch
    {
        Tone.Good => "✅",
        Tone.Warn => "⚠️",
        Tone.Bad => "❌",
        _ => "▫️",
    };
}
