using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests;

/// <summary>Deployments that the real Supabase CLI applies.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class SupabaseCliEngineTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [SupabaseCliFact]
    public async Task Applies_the_27th_with_all_evidence_and_is_up_to_date_afterwards()
    {
        await using var production = await Production.CreateAsync(server);
        await production.SeedAsync();

        var run = await DeployAsync(production);

        run.ExitCode.Should().Be(0, run.Said);
        run.Reported("outcome").Should().Be("succeeded");
        run.All("phases", "status").Should().AllBe("succeeded").And.HaveCount(5);
        run.All("migrations", "attempts").Should().Equal([.. Enumerable.Repeat("0", 26), "1"]);
        run.Report["changes"]!["removed"]!.AsArray().Should().HaveCount(4);
        run.Report["preserved"]!.AsArray().Should().NotBeEmpty().And.OnlyContain(table => table!["same"]!.GetValue<bool>());
        (await production.HistoryAsync()).Should().Equal(Repository.Versions);
        (await production.SessionsAsync()).Should().BeEmpty();

        var again = await DeployAsync(production);

        again.ExitCode.Should().Be(0, again.Said);
        again.Reported("outcome").Should().Be("upToDate");
    }

    [SupabaseCliFact]
    public async Task Takes_turns_with_our_own_engine_and_writes_the_same_rows()
    {
        await using var ours = await Production.CreateAsync(server);
        await using var theirs = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations();
        _program.Scratch.Write("migrations/20250301000000_first.sql", "-- first\ncreate table public.first (id int); -- one\n\ncreate index on public.first (id);\n-- end\n");
        var plain = await _program.Against(ours).DeployAsync($"--migrations={folder}");
        plain.ExitCode.Should().Be(0, plain.Said);

        var run = await DeployAsync(theirs, $"--migrations={folder}");
        run.ExitCode.Should().Be(0, run.Said);
        (await theirs.HistoryRowsAsync()).Should().Be(await ours.HistoryRowsAsync());
        _program.Scratch.Write("migrations/20250302000000_second.sql", "create table public.second (id int);");
        var own = await _program.DeployAsync($"--migrations={folder}");
        own.ExitCode.Should().Be(0, own.Said);
        _program.Scratch.Write("migrations/20250303000000_third.sql", "create table public.third (id int);");
        var cli = await DeployAsync(theirs, $"--migrations={folder}");

        cli.ExitCode.Should().Be(0, cli.Said);
        (await theirs.HistoryAsync()).Should().HaveCount(30);
    }

    [SupabaseCliFact]
    public async Task Applies_what_needs_to_be_outside_of_transactions()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations();
        _program.Scratch.Write("migrations/20250301000000_table.sql", "create table public.t (id int);");
        _program.Scratch.Write("migrations/20250302000000_index.sql", "create index concurrently t_id on public.t (id);");

        var run = await DeployAsync(production, $"--migrations={folder}");

        run.ExitCode.Should().Be(0, run.Said);
        (await production.HistoryAsync()).Should().HaveCount(29);
        (await production.ScalarAsync<bool>("select indisvalid from pg_index where indexrelid = 'public.t_id'::regclass")).Should().BeTrue();
    }

    [SupabaseCliFact]
    public async Task Tells_an_error_with_file_line_and_sqlstate_and_leaves_nothing()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_broken.sql", """
            create table public.left_behind (id int);
            -- The column has never existed.
            update public.left_behind
                set id = nosuch + 1;
            """);

        var run = await DeployAsync(production, $"--migrations={folder}");

        run.ExitCode.Should().Be(5, run.Said);
        run.Reported("outcome").Should().Be("rolledBack");
        run.Reported("failure.state").Should().Be("rolledBack");
        run.Reported("failure.message").Should().StartWith(
            "20250301000000_broken.sql:3: ERROR: column \"nosuch\" does not exist (SQLSTATE 42703, statement 2 of 2)\n    update public.left_behind");
        (await production.HistoryAsync()).Should().HaveCount(26);
        (await production.ScalarAsync<bool>("select to_regclass('public.left_behind') is null")).Should().BeTrue();
    }

    [SupabaseCliFact]
    public async Task Says_which_of_several_are_applied_when_one_fails()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations();
        _program.Scratch.Write("migrations/20250301000000_broken.sql", "select 1 / 0;");

        var run = await DeployAsync(production, $"--migrations={folder}");

        run.ExitCode.Should().Be(6, run.Said);
        run.Reported("failure.message").Should().Contain("broken.sql:1: ERROR: division by zero").And.Contain("1 of 2 pending migrations are applied and stay: 20250101000000");
        (await production.HistoryAsync()).Should().Equal(Repository.Versions);
    }

    [SupabaseCliFact]
    public async Task Shows_the_password_to_no_other_user_and_leaves_no_file()
    {
        await using var production = await Production.CreateAsync(server);
        var running = DeployAsync(production, "--verbosity=diagnostic");
        var lines = new HashSet<string>(StringComparer.Ordinal);
        while (!running.IsCompleted)
        {
            lines.UnionWith(RunningProcesses.CommandLines().Select(p => p.Line));
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        var run = await running;

        run.ExitCode.Should().Be(0, run.Said);
        lines.Should().Contain(line => line.Contains("db push --remote=postgresql://", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains(Secrets.Recognisable, StringComparison.Ordinal));
        Directory.EnumerateFileSystemEntries(_program.Temporary, "lockkeeper-cli-*").Should().BeEmpty();
    }

    public void Dispose() => _program.Dispose();

    private async Task<ProgramResult> DeployAsync(Production production, params string[] arguments) =>
        await _program.Against(production).With("SUPABASE_CLI", await SupabaseCliPackage.ProgramAsync())
            .DeployAsync(["--engine=supabase-cli", .. arguments]);
}
