using System.Text.Json.Nodes;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;
using Lockkeeper.Tests.Reports;
using Npgsql;

namespace Lockkeeper.EndToEnd.Tests.Targets;

/// <summary>Apply: pending migrations and nothing around them.</summary>
[Collection(DeploymentCollection.Name)]
public sealed class ApplyTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task Brings_a_fresh_database_up_to_date_and_the_second_time_finds_it_so()
    {
        await using var development = await Production.CreateFreshAsync(server);

        var first = await ApplyAsync(development);
        var second = await ApplyAsync(development);

        first.ExitCode.Should().Be(0, first.Said);
        first.Output.Should().Contain("applied      20250101000000_drop_public_users_tables").And.Contain("27 applied.");
        second.ExitCode.Should().Be(0, second.Said);
        second.Output.Should().Contain("Up to date");
        (await development.HistoryAsync()).Should().Equal(Repository.Versions);
        (await development.SessionsAsync()).Should().BeEmpty();
        Directory.Exists(second.Artifacts).Should().BeFalse("it leaves no reports");
    }

    [PostgresFact]
    public async Task Of_two_at_once_one_applies_and_the_other_is_up_to_date()
    {
        await using var development = await Production.CreateAsync(server);
        using var other = new LockkeeperProgram();

        var runs = await Task.WhenAll(ApplyAsync(development, "--json"), ApplyAsync(other, development, "--json"));

        runs.Should().OnlyContain(run => run.ExitCode == 0, string.Concat(runs.Select(r => r.Said)));
        runs.Select(run => JsonNode.Parse(run.Output)!["outcome"]!.ToString()).Should().BeEquivalentTo("succeeded", "upToDate");
        (await development.HistoryAsync()).Should().Equal(Repository.Versions);
    }

    [PostgresFact]
    public async Task A_failing_migration_ends_with_exit_code_5_and_a_report_on_stdout()
    {
        await using var development = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_broken.sql", "create table public.left_behind (id int);\nselect nosuch;\n");

        var run = await ApplyAsync(development, $"--migrations={folder}", "--json");

        run.ExitCode.Should().Be(5, run.Said);
        SchemaCheck.Errors(run.Output).Should().BeEmpty();
        var report = JsonNode.Parse(run.Output)!;
        report["outcome"]!.ToString().Should().Be("rolledBack");
        report["migrations"]![0]!["status"]!.ToString().Should().Be("failed");
        report["failure"]!["message"]!.ToString().Should().StartWith("20250301000000_broken.sql:2: ERROR");
        (await development.ScalarAsync<bool>("select to_regclass('public.left_behind') is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task Is_refused_on_production_before_anything_is_contacted()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await _program.Against(production).RunAsync("--target=Apply", "--environment=production", "--yes");

        run.ExitCode.Should().Be(3, run.Said);
        run.Said.Should().Contain("environments.production.protected").And.Contain("--target=DeployProduction");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    [PostgresFact]
    public async Task On_a_terminal_a_line_tells_whom_it_waits_for_and_goes_away()
    {
        await using var development = await Production.CreateAsync(server);
        await using var blocker = await development.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("lock table public.users in access share mode", blocker)) await hold.ExecuteNonQueryAsync();
        // The live line itself never ends: only what is written above it is a line to the test.
        var waits = new TaskCompletionSource();
        _program.OnLine = line =>
        {
            if (line.Contains("locks are held by others", StringComparison.Ordinal)) waits.TrySetResult();
        };

        var config = Configure(_program);
        var running = _program.With("DEVELOPMENT_DATABASE_URL", development.Url)
            .RunOnTerminalAsync("--target=Apply", "--environment=development", $"--config={config}");
        await Task.WhenAny(waits.Task, running);
        await Task.Delay(TimeSpan.FromSeconds(3));
        await transaction.RollbackAsync();
        var run = await running;

        run.ExitCode.Should().Be(0, run.Said);
        run.Output.Should().MatchRegex(@"\e\[K  waiting \d+ s \(attempt 2\) for pid \d+, user supabase_admin, no application n");
        run.Output.Should().Contain("1 applied.");
        (await development.HistoryAsync()).Should().Equal(Repository.Versions);
    }

    [Fact]
    public async Task Says_without_an_environment_what_to_configure()
    {
        var run = await _program.RunAsync("--target=Apply");

        run.ExitCode.Should().Be(2, run.Said);
        run.Said.Should().Contain("DEVELOPMENT_DATABASE_URL").And.Contain("--environment=development");
    }

    public void Dispose() => _program.Dispose();

    private Task<ProgramResult> ApplyAsync(Production development, params string[] arguments) => ApplyAsync(_program, development, arguments);

    private static string Configure(LockkeeperProgram program) =>
        program.Scratch.Write("lockkeeper.yaml", $"migrations: {Repository.Migrations}\nenvironments: {{ development: {{}} }}\n");

    private static Task<ProgramResult> ApplyAsync(LockkeeperProgram program, Production development, params string[] arguments)
    {
        var config = Configure(program);
        return program.With("DEVELOPMENT_DATABASE_URL", development.Url)
            .RunAsync(["--target=Apply", "--environment=development", $"--config={config}", .. arguments]);
    }
}
