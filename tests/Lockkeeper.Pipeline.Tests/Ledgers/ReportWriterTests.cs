using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;

namespace Lockkeeper.Pipeline.Tests.Ledgers;

public sealed class ReportWriterTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly DeploymentFolder _folder;

    public ReportWriterTests()
    {
        _folder = DeploymentFolder.Create(_temporary.Path, "local", new FixedTime());
        using var ledger = LedgerFile.Create(_folder, new FixedTime());
        ledger.Append(new DeploymentOpened(_folder.Id, "local", "local", "0.1.0"));
        ledger.Append(new DeploymentEnded(Outcome.UpToDate, ExitCode.Done, 1, Failure: null));
    }

    [Fact]
    public void Writes_the_four_reports_for_their_owner_alone_and_leaves_nothing_else()
    {
        ReportWriter.Write(_folder, LedgerFile.Read(_folder));
        ReportWriter.Write(_folder, LedgerFile.Read(_folder));

        var files = Directory.GetFiles(_folder.Path);
        files.Select(Path.GetFileName).Should().BeEquivalentTo("ledger.jsonl", "report.json", "report.html", "summary.md", "junit.xml");
        if (!OperatingSystem.IsWindows())
            files.Select(File.GetUnixFileMode).Should().AllBeEquivalentTo(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Reports_a_ledger_that_was_edited_on_disk_as_unknown()
    {
        var text = File.ReadAllText(_folder.LedgerPath);
        File.WriteAllText(_folder.LedgerPath, text.Replace("\"seconds\":1", "\"seconds\":2", StringComparison.Ordinal));

        var report = ReportWriter.Write(_folder, LedgerFile.Read(_folder));

        report.Outcome.Should().Be(Outcome.Unknown);
        File.ReadAllText(_folder.File("report.json")).Should().Contain("Line 2 of the ledger was edited");
    }

    public void Dispose() => _temporary.Dispose();
}
