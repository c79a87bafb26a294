using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Refusals;

/// <summary>The history and the folder tell different stories.</summary>
[Collection(RefusalCollection.Name)]
public sealed class HistoryTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task Refuses_a_file_that_was_edited_after_it_was_applied_and_shows_the_statement()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations();
        var edited = Path.Combine(folder, "20240115101500_create_user_info.sql");
        await File.AppendAllTextAsync(edited, "\ngrant select on public.user_info to anon;\n");

        var run = await _program.Against(production).DeployAsync($"--migrations={folder}");

        await RefusedAsync(run, "historyModified", production);
        run.Said.Should().MatchRegex(@"20240115101500_create_user_info(\.sql)?:\d+: Statement \d+")
            .And.Contain("grant select on public.user_info to anon");
    }

    [PostgresFact]
    public async Task Refuses_an_applied_version_that_has_no_file()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations();
        File.Delete(Path.Combine(folder, "20240318130000_create_pipeline_events.sql"));

        var run = await _program.Against(production).DeployAsync($"--migrations={folder}");

        await RefusedAsync(run, "historyMissingFile", production);
        run.Said.Should().Contain("20240318130000_create_pipeline_events");
    }

    [PostgresFact]
    public async Task Refuses_a_migration_older_than_an_applied_one_until_it_is_asked_for()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations();
        _program.Scratch.Write("migrations/20240801000000_from_a_branch.sql", "create table documents.from_a_branch (id int primary key);");

        var refused = await _program.Against(production).DeployAsync($"--migrations={folder}");
        await RefusedAsync(refused, "historyOutOfOrder", production);
        refused.Said.Should().Contain("20240801000000_from_a_branch").And.Contain("--include-out-of-order");

        var applied = await _program.DeployAsync($"--migrations={folder}", "--include-out-of-order");
        applied.ExitCode.Should().Be(0, applied.Said);
        (await production.HistoryAsync()).Should().HaveCount(28).And.Contain("20240801000000");
    }

    public void Dispose() => _program.Dispose();

    private static async Task RefusedAsync(ProgramResult run, string code, Production production)
    {
        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("outcome").Should().Be("refused");
        run.Reported("failure.code").Should().Be(code);
        run.Reported("failure.state").Should().Be("nothingChanged");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }
}
