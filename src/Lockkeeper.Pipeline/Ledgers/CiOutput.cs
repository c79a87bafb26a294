using System.Globalization;
using System.Text;
using Lockkeeper.Evidence;
using Lockkeeper.Reports;

namespace Lockkeeper.Pipeline.Ledgers;

/// <summary>What a CI system is told in its own words: folded parts of the log, annotations and the summary page.</summary>
/// <param name="environment">The process's environment variables; they say which system it is.</param>
/// <param name="output">Standard output, where these systems listen.</param>
/// <param name="time">Stamps GitLab's sections.</param>
public sealed class CiOutput(IReadOnlyDictionary<string, string> environment, TextWriter output, TimeProvider time)
{
    // GitHub drops a step summary above 1 MiB altogether.
    private const int StepSummaryLimit = 1024 * 1024;

    private readonly bool _github = Is(environment, "GITHUB_ACTIONS");
    private readonly bool _azure = Is(environment, "TF_BUILD");
    private readonly bool _gitlab = Is(environment, "GITLAB_CI");

    /// <summary>Opens a part of the log that can be folded. Nothing happens outside CI.</summary>
    public void GroupStart(string name)
    {
        if (_github)
            output.WriteLine($"::group::{GitHubText(name)}");
        else if (_azure)
            output.WriteLine($"##[group]{OneLine(name)}");
        else if (_gitlab)
            output.WriteLine($"\e[0Ksection_start:{Now}:{SectionId(name)}\r\e[0K{OneLine(name)}");
    }

    /// <summary>Closes what <see cref="GroupStart"/> opened under the same name.</summary>
    public void GroupEnd(string name)
    {
        if (_github)
            output.WriteLine("::endgroup::");
        else if (_azure)
            output.WriteLine("##[endgroup]");
        else if (_gitlab)
            output.WriteLine($"\e[0Ksection_end:{Now}:{SectionId(name)}\r\e[0K");
    }

    /// <summary>Hands over the summary and makes annotations of what failed.</summary>
    public void Publish(DeploymentReport report, DeploymentFolder folder)
    {
        foreach (var (title, message) in Annotations(report))
        {
            if (_github)
                output.WriteLine($"::error title={GitHubProperty(title)}::{GitHubText(message)}");
            else if (_azure)
                output.WriteLine($"##vso[task.logissue type=error]{AzureText($"{title}: {message}")}");
        }

        if (_azure)
            output.WriteLine($"##vso[task.uploadsummary]{folder.File(ReportWriter.Summary)}");
        if (_github && environment.TryGetValue("GITHUB_STEP_SUMMARY", out var page) && page.Length > 0)
            AppendSummary(page, report);
    }

    private void AppendSummary(string page, DeploymentReport report)
    {
        try
        {
            var summary = MarkdownReport.Render(report);
            var written = File.Exists(page) ? new FileInfo(page).Length : 0;
            if (written + Encoding.UTF8.GetByteCount(summary) < StepSummaryLimit)
                File.AppendAllText(page, summary);
            else
                output.WriteLine("::warning::The summary is too long for this page; summary.md among the artifacts has it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The deployment's own outcome must not change because a page of the CI system cannot be written.
            output.WriteLine($"::warning::{GitHubText($"The summary could not be added to GITHUB_STEP_SUMMARY: {e.Message}")}");
        }
    }

    private static IEnumerable<(string Title, string Message)> Annotations(DeploymentReport report)
    {
        if (report.Failure is { } failure)
            yield return ($"Deployment to {report.Environment}", $"{failure.Message}\nNext: {failure.Next}");
        foreach (var test in report.SmokeTests.Where(t => t.Status == SmokeTestStatus.Failed))
            yield return ($"Smoke test: {test.Name}", test.Note);
        foreach (var item in report.Checklist.Where(i => i.Status == ChecklistStatus.Failed))
            yield return ($"Checklist: {item.Item}", item.Note);
    }

    private string Now => time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static bool Is(IReadOnlyDictionary<string, string> environment, string name) =>
        environment.TryGetValue(name, out var value) && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static string GitHubText(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string GitHubProperty(string text) =>
        GitHubText(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);

    private static string AzureText(string text) =>
        text.Replace("%", "%AZP25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private static string SectionId(string name) =>
        string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
}
