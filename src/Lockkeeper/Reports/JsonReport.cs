using System.Text.Json;

namespace Lockkeeper.Reports;

/// <summary>report.json, as docs/report.schema.json describes it.</summary>
public static class JsonReport
{
    /// <summary>The report as indented JSON with a line feed at its end.</summary>
    public static string Render(DeploymentReport report) =>
        JsonSerializer.Serialize(report, ReportJson.Indented.DeploymentReport) + "\n";
}
