using Lockkeeper.Evidence;
using Lockkeeper.Reports;

namespace Lockkeeper.Pipeline.Ledgers;

/// <summary>Renders a ledger into the folder's report files.</summary>
public static class ReportWriter
{
    /// <summary>report.json.</summary>
    public const string Json = "report.json";

    /// <summary>report.html.</summary>
    public const string Html = "report.html";

    /// <summary>summary.md.</summary>
    public const string Summary = "summary.md";

    /// <summary>junit.xml.</summary>
    public const string JUnit = "junit.xml";

    /// <summary>Writes the four files, each whole or not at all, and returns what they say.</summary>
    public static DeploymentReport Write(DeploymentFolder folder, IReadOnlyList<LedgerEntry> entries) =>
        Write(folder, new LedgerReading(entries, Break: null));

    /// <summary>The same for a ledger that was read from disk and may be broken.</summary>
    public static DeploymentReport Write(DeploymentFolder folder, LedgerReading reading)
    {
        var report = DeploymentReport.From(reading.Entries, reading.Break);
        PrivateFile.Replace(folder.File(Json), JsonReport.Render(report));
        PrivateFile.Replace(folder.File(Html), HtmlReport.Render(report));
        PrivateFile.Replace(folder.File(Summary), MarkdownReport.Render(report));
        PrivateFile.Replace(folder.File(JUnit), JUnitReport.Render(report));
        return report;
    }
}
