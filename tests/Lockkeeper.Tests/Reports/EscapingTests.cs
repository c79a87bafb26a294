using System.Xml.Linq;
using Lockkeeper.Evidence;
using Lockkeeper.Reports;
using Lockkeeper.Tests.Evidence;

namespace Lockkeeper.Tests.Reports;

public sealed class EscapingTests
{
    private const string Everything = "<script>x</script> <img src=x onerror=y> \" ' & ]]> `a``b` | *b* _c_ [l](javascript:x) \0 \e[2J \uD800 \n end";

    private static readonly DeploymentReport Report = DeploymentReport.From(HostileLedger().Entries);

    [Fact]
    public void No_text_becomes_markup_in_html()
    {
        var html = HtmlReport.Render(Report);

        html.Should().NotContain("<script").And.NotContain("<img").And.NotContain("\e").And.NotContain("\0");
        html.Should().Contain("&lt;script&gt;");
    }

    [Fact]
    public void The_page_loads_nothing_and_runs_nothing()
    {
        var html = HtmlReport.Render(Report);

        html.Should().Contain("Content-Security-Policy\" content=\"default-src 'none'");
        html.Should().NotContain("src=\"").And.NotContain("href=\"").And.NotContain("url(").And.NotContain("@import");
    }

    [Fact]
    public void Junit_stays_well_formed_xml()
    {
        var cases = XDocument.Parse(JUnitReport.Render(Report)).Descendants("testcase").ToList();

        cases.Should().Contain(c => c.Attribute("name")!.Value.Contains("<script>x</script>", StringComparison.Ordinal));
    }

    [Fact]
    public void No_text_breaks_a_markdown_table_or_becomes_html()
    {
        var rendered = MarkdownReport.Render(Report);
        var fenced = rendered[rendered.IndexOf("```text", StringComparison.Ordinal)..(rendered.LastIndexOf("\n```\n", StringComparison.Ordinal) + 5)];
        var markdown = rendered.Replace(fenced, "", StringComparison.Ordinal);

        markdown.Should().NotContain("```", "all that is left is outside the one fenced block").And.NotContain("<script").And.NotContain("<img");
        markdown.Should().Contain("\\[l\\](javascript:x)").And.Contain("\\*b\\* \\_c\\_");
        var smokeRow = markdown.Split('\n').Single(l => l.Contains("▫️ skipped", StringComparison.Ordinal) && l.Contains("script", StringComparison.Ordinal));
        smokeRow.Replace("\\|", "", StringComparison.Ordinal).Count(c => c == '|').Should().Be(4, "three columns are in use");
    }

    [Fact]
    public void No_text_steers_the_terminal()
    {
        var text = TextTable.Render(Report);

        text.Where(char.IsControl).Distinct().Should().Equal('\n');
    }

    [Fact]
    public void Json_keeps_every_text_as_it_was() =>
        System.Text.Json.Nodes.JsonNode.Parse(JsonReport.Render(Report))!["smokeTests"]![0]!["note"]!.GetValue<string>()
            .Should().Be(Everything.Replace('\uD800', '\uFFFD'));

    private static LedgerWriter HostileLedger() => new LedgerWriter()
        .Add(new DeploymentOpened("id", Everything, Everything, Everything))
        .Add(new PhaseEnded(Phase.Backup, PhaseStatus.Failed, 1, Everything))
        .Add(new MigrationCommitted(new("20250101000000", Everything, 1, 1, [new(Everything, "Lock")], [])))
        .Add(new MigrateEnded(SampleEvidence.Migration with { Changes = new ChangeSummary([Everything], [Everything], [Everything]) }))
        .Add(new SmokeTestEnded(new(Everything, SmokeTestStatus.Skipped, 0, Everything)))
        .Add(new DeploymentEnded(Outcome.Failed, Failures.ExitCode.Bug, 1, new(
            Failures.FailureCode.Bug, Failures.FailureSource.Us, Everything, Failures.FailureState.Dirty, Everything, "XX000", [])));
}
