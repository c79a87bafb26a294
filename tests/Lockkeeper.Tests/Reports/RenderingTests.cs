using Lockkeeper.Evidence;
using Lockkeeper.Reports;
using Lockkeeper.Tests.Evidence;

namespace Lockkeeper.Tests.Reports;

public sealed class RenderingTests
{
    public static TheoryData<string> Names =>
        ["succeeded", "migration-failed", "refused", "killed", "up-to-date", "rehearsal-failed", "rolled-back", "left-to-a-person"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Renders_json_as_approved(string name) => Snapshot.Matches(JsonReport.Render(Report(name)), $"{name}.json");

    [Theory]
    [MemberData(nameof(Names))]
    public void Renders_html_as_approved(string name) => Snapshot.Matches(HtmlReport.Render(Report(name)), $"{name}.html");

    [Theory]
    [MemberData(nameof(Names))]
    public void Renders_markdown_as_approved(string name) => Snapshot.Matches(MarkdownReport.Render(Report(name)), $"{name}.md");

    [Theory]
    [MemberData(nameof(Names))]
    public void Renders_junit_as_approved(string name) => Snapshot.Matches(JUnitReport.Render(Report(name)), $"{name}.xml");

    [Theory]
    [MemberData(nameof(Names))]
    public void Renders_the_terminal_summary_as_approved(string name) => Snapshot.Matches(TextTable.Render(Report(name)), $"{name}.txt");

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_report_fits_the_published_schema(string name) =>
        SchemaCheck.Errors(JsonReport.Render(Report(name))).Should().BeEmpty();

    [Fact]
    public void A_ledger_read_from_disk_gives_the_same_report_as_the_one_in_memory()
    {
        foreach (var ledger in SampleLedgers.All)
        {
            var reread = LedgerChain.Read(ledger.Lines).Entries;
            HtmlReport.Render(DeploymentReport.From(reread)).Should().Be(HtmlReport.Render(DeploymentReport.From(ledger.Entries)));
        }
    }

    [Theory]
    [InlineData(true, "auth, REST, storage and the worker were Lockkeeper's stand-ins over the throwaway database")]
    [InlineData(false, "the worker and the product's health address were Lockkeeper's stand-ins beside the platform's services")]
    public void A_rehearsal_says_which_of_its_services_were_stand_ins(bool standIns, string words)
    {
        MarkdownReport.Render(DeploymentReport.From(SampleLedgers.Succeeded().Add(new ServicesStarted(standIns), 0).Entries)).Should().Contain(words);
        MarkdownReport.Render(Report("succeeded")).Should().NotContain("stand-ins");
    }

    private static DeploymentReport Report(string name) => DeploymentReport.From(Ledger(name).Entries);

    private static LedgerWriter Ledger(string name) => name switch
    {
        "succeeded" => SampleLedgers.Succeeded(),
        "migration-failed" => SampleLedgers.MigrationFailed(),
        "refused" => SampleLedgers.Refused(),
        "killed" => SampleLedgers.Killed(),
        "rolled-back" => SampleLedgers.RolledBack(),
        "left-to-a-person" => SampleLedgers.LeftToPerson(),
        "rehearsal-failed" => SampleLedgers.RehearsalFailed(),
        _ => SampleLedgers.UpToDate(),
    };
}
