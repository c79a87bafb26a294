using System.Globalization;
using System.Text;

namespace Lockkeeper.Reports;

/// <summary>What Apply has applied, for people.</summary>
public static class ApplyView
{
    /// <summary>A line for each migration and one that counts them.</summary>
    public static string Text(DeploymentReport report)
    {
        if (report.Migrations.Count == 0) return $"Up to date: nothing is pending. Took {Words.Duration(report.Seconds)}.";
        var text = new StringBuilder();
        foreach (var migration in report.Migrations)
        {
            var attempts = migration.Attempts > 1 ? string.Create(CultureInfo.InvariantCulture, $", {migration.Attempts} attempts") : "";
            text.AppendLine($"applied      {migration.Version}_{migration.Name}  {Words.Duration(migration.Seconds)}{attempts}");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{report.Migrations.Count} applied. Took {Words.Duration(report.Seconds)}.").ToString();
    }
}
