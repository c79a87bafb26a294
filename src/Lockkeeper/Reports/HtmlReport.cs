namespace Lockkeeper.Reports;

/// <summary>report.html: one file that needs nothing else, reads on paper and on a telephone, and cannot run a script.</summary>
public static class HtmlReport
{
    /// <summary>The report as a page.</summary>
    public static string Render(DeploymentReport report)
    {
        var page = new HtmlBuilder();
        Head(page, report);
        page.Add($"<body>\n<main>");
        Summary(page, report);
        if (report.Failure is { } failure)
            Failure(page, failure);
        Phases(page, report);
        foreach (var section in Sections.AfterPhases(report))
            HtmlTable.Add(page, section);
        NotProven(page, report);
        HtmlTable.Add(page, Sections.Evidence(report));
        page.Add($"</main>\n</body>\n</html>");
        return page.ToString();
    }

    private static void Head(HtmlBuilder page, DeploymentReport report)
    {
        page.Add($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        page.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Add($"<meta name=\"color-scheme\" content=\"light dark\">");
        // The page may load and run nothing, even if a text in it were to find a way past the escaping.
        page.Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
        page.Add($"<title>{Words.Headline(report)} · {report.Environment} · Lockkeeper</title>");
        HtmlStyle.Add(page);
        page.Add($"</head>");
    }

    private static void Summary(HtmlBuilder page, DeploymentReport report)
    {
        page.Add($"<header>\n<p class=\"where\">Deployment to <strong>{report.Environment}</strong></p>");
        page.Add($"<h1 class=\"{Words.Of(Words.ToneOf(report.Outcome))}\">{Words.Headline(report)}</h1>");
        page.Add($"<p class=\"lead\">{Words.Achievement(report)}</p>\n<dl class=\"facts\">");
        Fact(page, "Target", Words.Target(report));
        Fact(page, "Started", Words.Moment(report.StartedAt));
        Fact(page, "Took", Words.Duration(report.Seconds));
        page.Add($"<div><dt>Exit code</dt><dd>{(int)report.ExitCode}</dd></div>");
        page.Add($"</dl>\n</header>");
    }

    private static void Fact(HtmlBuilder page, string name, string value) => page.Add($"<div><dt>{name}</dt><dd>{value}</dd></div>");

    private static void Failure(HtmlBuilder page, ReportFailure failure)
    {
        page.Add($"<section class=\"failure\" aria-labelledby=\"failure\">\n<h2 id=\"failure\">What went wrong</h2>");
        // Lines of a server's message point at each other by column.
        var setting = failure.Message.Contains('\n') ? "message lines" : "message";
        page.Add($"<p class=\"{setting}\">{failure.Message}</p>\n<dl class=\"facts\">");
        Fact(page, Words.Blame(failure), Words.Of(failure.Code));
        if (failure.SqlState is { } sqlState)
            Fact(page, "SQLSTATE", sqlState);
        Fact(page, "State left", Words.Of(failure.State));
        page.Add($"</dl>\n<p class=\"next\"><strong>Next:</strong> {failure.Next}</p>\n</section>");
    }

    private static void Phases(HtmlBuilder page, DeploymentReport report)
    {
        page.Add($"<section aria-labelledby=\"phases\">\n<h2 id=\"phases\">Phases</h2>\n<ol class=\"gates\">");
        foreach (var phase in report.Phases)
        {
            var tone = Sections.ToneOf(phase.Status);
            page.Add($"<li class=\"{Words.Of(tone)}\"><span class=\"gate\">{phase.Name}</span>");
            page.Add($"<span class=\"status {Words.Of(tone)}\">{Words.Of(phase.Status)}</span>");
            if (phase.Seconds > 0)
                page.Add($"<span class=\"took\">{Words.Duration(phase.Seconds)}</span>");
            if (phase.Note is { Length: > 0 } note)
                page.Add($"<span class=\"note\">{note}</span>");
            page.Add($"</li>");
        }

        page.Add($"</ol>\n</section>");
    }

    private static void NotProven(HtmlBuilder page, DeploymentReport report)
    {
        page.Add($"<section aria-labelledby=\"limits\">\n<h2 id=\"limits\">What this does not prove</h2>\n<ul class=\"limits\">");
        foreach (var limit in Limits.Of(report))
            page.Add($"<li>{limit}</li>");
        page.Add($"</ul>\n</section>");
    }
}
