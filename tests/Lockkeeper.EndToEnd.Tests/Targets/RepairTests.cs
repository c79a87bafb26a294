using System.Text.Json.Nodes;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.EndToEnd.Tests.SupabaseCli;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Targets;

/// <summary>Repair: the refusals of a deployment name the command, and the command helps.</summary>
[Collection(RefusalCollection.Name)]
public sealed class RepairTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task The_command_that_a_refusal_names_puts_a_modified_file_right()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = $"--migrations={_program.Scratch.CopyMigrations()}";
        await File.AppendAllTextAsync(_program.Scratch.Below("migrations/20240115101500_create_user_info.sql"), "\ngrant select on public.user_info to anon;\n");
        (await StatesAsync(production, folder)).Should().ContainKey("20240115101500").WhoseValue.Should().Be("modified");
        var refused = await _program.Against(production).RunAsync("--target=Plan", "--environment=production", folder);
        refused.ExitCode.Should().Be(3);
        refused.Said.Should().Contain("A deployment would be refused");

        var repaired = await RepairAsync(production, "--applied=20240115101500", "--yes", folder);

        repaired.ExitCode.Should().Be(0, repaired.Said);
        repaired.Said.Should().Contain("before: applied as create_user_info").And.Contain("1 row(s) of the history changed");
        var states = await StatesAsync(production, folder);
        states.Values.Should().OnlyContain(s => s == "applied" || s == "pending");
        states.Should().HaveCount(27);
    }

    [PostgresFact]
    public async Task A_version_without_a_file_is_taken_out_and_only_that()
    {
        await using var production = await Production.CreateAsync(server);
        await production.ExecuteAsync("insert into supabase_migrations.schema_migrations values ('20240101000000', '{select 1}', 'gone')");
        var refused = await _program.Against(production).RunAsync("--target=DeployProduction", "--yes");
        refused.Said.Should().Contain("--reverted=20240101000000");
        var others = await OthersAsync(production);

        var repaired = await RepairAsync(production, "--reverted=20240101000000", "--yes", "--json");

        repaired.ExitCode.Should().Be(0, repaired.Said);
        var change = JsonNode.Parse(repaired.Output)!["changes"]!.AsArray().Should().ContainSingle().Subject!;
        (change["before"]!["name"]!.ToString(), change["after"]).Should().Be(("gone", null));
        (await OthersAsync(production)).Should().Be(others);
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    [PostgresFact]
    public async Task Shows_what_it_would_do_and_does_nothing_without_a_terminal_and_yes()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await RepairAsync(production, "--applied=20250101000000");

        run.ExitCode.Should().Be(3, run.Said);
        run.Said.Should().Contain("after:  applied as drop_public_users_tables, 5 statements").And.Contain("--yes");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    [SupabaseCliFact]
    public async Task The_Supabase_CLI_agrees_with_a_baseline_and_with_what_was_taken_out_again()
    {
        await using var production = await Production.CreateAsync(server);
        var written = await production.HistoryRowsAsync();
        await production.ExecuteAsync("drop schema supabase_migrations cascade");

        var repaired = await RepairAsync(production, "--baseline=20241118094500", "--yes");

        repaired.ExitCode.Should().Be(0, repaired.Said);
        (await production.HistoryRowsAsync()).Should().Be(written, "these are the rows that applying the files wrote");
        var cli = await Cli.OverAsync(_program.Scratch, production, migrations: 27);
        var pushed = await cli.RunAsync("db", "push", "--dry-run");
        pushed["migrations"]!.AsArray().Select(m => m!.ToString()).Should().Equal("20250101000000_drop_public_users_tables.sql");
        await cli.RunAsync("migration", "repair", "--status", "reverted", "20241118094500");
        (await RepairAsync(production, "--applied=20241118094500", "--yes")).ExitCode.Should().Be(0);
        (await production.HistoryRowsAsync()).Should().Be(written);
    }

    public void Dispose() => _program.Dispose();

    private Task<ProgramResult> RepairAsync(Production production, params string[] arguments) =>
        _program.Against(production).RunAsync(["--target=Repair", "--environment=production", .. arguments]);

    private async Task<Dictionary<string, string>> StatesAsync(Production production, string folder)
    {
        var run = await _program.Against(production).RunAsync("--target=Status", "--environment=production", "--json", folder);
        return JsonNode.Parse(run.Output)!["migrations"]!.AsArray().ToDictionary(m => m!["version"]!.ToString(), m => m!["status"]!.ToString(), StringComparer.Ordinal);
    }

    private static Task<string> OthersAsync(Production production) => production.ScalarAsync<string>(
        "select string_agg(to_jsonb(m)::text || m.xmin, E'\\n' order by version) from supabase_migrations.schema_migrations m where version <> '20240101000000'");
}
