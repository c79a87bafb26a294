using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Deployments;

/// <summary>A phase as the target: the chain up to there, and not a step further.</summary>
[Collection(RefusalCollection.Name)]
public sealed class PartOfTheChainTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresTheory]
    [InlineData("Backup", 1, 26)]
    [InlineData("VerifyEnv", 2, 26)]
    [InlineData("Migrate", 3, 27)]
    public async Task Ends_with_the_phase_that_was_asked_for(string phase, int phases, int applied)
    {
        await using var production = await Production.CreateAsync(server);

        var run = await _program.Against(production).RunAsync($"--target={phase}", "--environment=production", "--yes");

        run.ExitCode.Should().Be(0, run.Said);
        run.Reported("outcome").Should().Be("succeeded");
        run.All("phases", "status").Should()
            .Equal([.. Enumerable.Repeat("succeeded", phases), .. Enumerable.Repeat("skipped", 5 - phases)]);
        File.Exists(Path.Combine(run.Latest, "backup", "manifest.json")).Should().BeTrue();
        (await production.HistoryAsync()).Should().HaveCount(applied);
    }

    [PostgresFact]
    public async Task Watches_a_database_that_is_up_to_date_when_only_that_was_asked_for()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);

        var run = await _program.Against(production)
            .RunAsync("--target=Monitor", "--environment=production", "--yes", "--bake=1s", $"--migrations={folder}");

        run.ExitCode.Should().Be(0, run.Said);
        run.Reported("outcome").Should().Be("upToDate");
        run.All("phases", "status").Should().Equal("skipped", "succeeded", "skipped", "succeeded", "succeeded");
        run.Reported("monitor.verdict").Should().Be("successful");
    }

    public void Dispose() => _program.Dispose();
}
