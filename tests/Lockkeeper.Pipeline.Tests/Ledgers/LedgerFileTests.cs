using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;

namespace Lockkeeper.Pipeline.Tests.Ledgers;

public sealed class LedgerFileTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();
    private readonly DeploymentFolder _folder;

    public LedgerFileTests() => _folder = DeploymentFolder.Create(_temporary.Path, "local", new FixedTime());

    [Fact]
    public void Each_line_is_in_the_file_when_append_returns()
    {
        using var ledger = LedgerFile.Create(_folder, new FixedTime());

        for (var i = 1; i <= 3; i++)
        {
            ledger.Append(Opened);
            LedgerFile.Read(_folder).Entries.Should().HaveCount(i);
        }

        File.ReadAllText(_folder.LedgerPath).Should().EndWith("\"}\n");
    }

    [Fact]
    public async Task Appends_of_many_tasks_make_one_unbroken_chain()
    {
        using var ledger = LedgerFile.Create(_folder, new FixedTime());
        ledger.Append(Opened);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(task => Task.Run(() =>
        {
            for (var i = 0; i < 25; i++)
                ledger.Append(new PhaseEnded(Phase.Backup, PhaseStatus.Succeeded, i, $"task {task}"));
        })));

        var reading = LedgerFile.Read(_folder);
        reading.Break.Should().BeNull();
        reading.Entries.Should().HaveCount(201);
        reading.Entries.Should().BeEquivalentTo(ledger.Entries, o => o.RespectingRuntimeTypes().WithStrictOrdering());
    }

    [Fact]
    public void Belongs_to_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
            return;

        using var ledger = LedgerFile.Create(_folder, new FixedTime());

        File.GetUnixFileMode(_folder.LedgerPath).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Never_writes_into_an_earlier_ledger()
    {
        LedgerFile.Create(_folder, new FixedTime()).Dispose();

        var act = () => LedgerFile.Create(_folder, new FixedTime());

        act.Should().Throw<DeployFailure>();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("{\"seq\":1,\"at\":\"2026")]
    public void Refuses_to_read_a_ledger_that_says_nothing(string? text)
    {
        if (text is not null)
            File.WriteAllText(_folder.LedgerPath, text);

        var act = () => LedgerFile.Read(_folder);

        act.Should().Throw<DeployFailure>().Which.Next.Should().Contain("--deployment=ID");
    }

    public void Dispose() => _temporary.Dispose();

    private static DeploymentOpened Opened => new("id", "local", "local", "0.1.0");
}
