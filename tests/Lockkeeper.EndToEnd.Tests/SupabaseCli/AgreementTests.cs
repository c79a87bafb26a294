using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.SupabaseCli;

/// <summary>The Supabase CLI and Lockkeeper can deploy to one database in turns: neither notices that it was the other.</summary>
[Collection(RefusalCollection.Name)]
public sealed class AgreementTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [SupabaseCliFact]
    public async Task The_cli_sees_all_27_on_both_sides_and_nothing_to_push_after_our_deployment()
    {
        await using var production = await Production.CreateAsync(server);
        var run = await _program.Against(production).DeployAsync();
        run.ExitCode.Should().Be(0, run.Said);
        var cli = await Cli.OverAsync(_program.Scratch, production, migrations: 27);

        var listed = (await cli.RunAsync("migration", "list"))["migrations"]!.AsArray();
        var pushed = await cli.RunAsync("db", "push", "--dry-run");

        listed.Select(m => m!["local"]!.ToString()).Should().Equal(Repository.Versions);
        listed.Select(m => m!["remote"]!.ToString()).Should().Equal(Repository.Versions);
        pushed["upToDate"]!.GetValue<bool>().Should().BeTrue(pushed.ToJsonString());
    }

    [SupabaseCliFact]
    public async Task We_take_what_the_cli_pushed_as_it_is_and_write_the_same_history()
    {
        await using var ours = await Production.CreateAsync(server);
        await using var theirs = await Production.CreateFreshAsync(server);
        var cli = await Cli.OverAsync(_program.Scratch, theirs, migrations: 26);
        await cli.RunAsync("db", "push");
        (await theirs.HistoryRowsAsync()).Should().Be(await ours.HistoryRowsAsync());

        var run = await _program.Against(theirs).DeployAsync();

        run.ExitCode.Should().Be(0, run.Said);
        run.Reported("outcome").Should().Be("succeeded");
        run.All("migrations", "attempts").Should().Equal([.. Enumerable.Repeat("0", 26), "1"]);
        (await theirs.HistoryAsync()).Should().Equal(Repository.Versions);
    }

    [SupabaseCliFact]
    public async Task Both_write_the_same_row_for_the_last_migration()
    {
        await using var ours = await Production.CreateAsync(server);
        await using var theirs = await Production.CreateAsync(server);

        var run = await _program.Against(ours).DeployAsync();
        run.ExitCode.Should().Be(0, run.Said);
        await (await Cli.OverAsync(_program.Scratch, theirs, migrations: 27)).RunAsync("db", "push");

        (await ours.HistoryRowsAsync()).Should().Be(await theirs.HistoryRowsAsync());
    }

    public void Dispose() => _program.Dispose();
}
