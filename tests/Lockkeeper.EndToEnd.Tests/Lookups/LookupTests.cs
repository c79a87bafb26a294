using System.Text.Json.Nodes;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Lookups;

/// <summary>Status and Plan: a look at a target that changes nothing.</summary>
[Collection(RefusalCollection.Name)]
public sealed class LookupTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task Status_shows_a_line_for_each_version()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await RunAsync(production, "--target=Status", "--environment=production");

        run.ExitCode.Should().Be(0, run.Said);
        run.Output.Should().MatchRegex("applied +20240115093000_create_public_users")
            .And.MatchRegex("pending +20250101000000_drop_public_users_tables")
            .And.Contain("26 applied, 1 pending");
        Directory.Exists(run.Artifacts).Should().BeFalse();
    }

    [PostgresFact]
    public async Task Status_is_one_json_document_with_json()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await RunAsync(production, "--target=Status", "--environment=production", "--json");

        var told = JsonNode.Parse(run.Output)!;
        told["target"]!["database"]!.ToString().Should().Be(production.Name);
        told["migrations"]!.AsArray().Select(m => m!["status"]!.ToString()).Should()
            .Equal([.. Enumerable.Repeat("applied", 26), "pending"]);
    }

    [PostgresFact]
    public async Task Plan_shows_what_is_pending_and_what_it_declares()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await RunAsync(production, "--target=Plan", "--environment=production");

        run.ExitCode.Should().Be(0, run.Said);
        run.Output.Should().Contain("20250101000000_drop_public_users_tables.sql: 5 statements, one transaction").And.ContainAll(
            "table public.users", "table public.user_info", "function public.handle_new_user()", "trigger on_auth_user_created on auth.users");
        (await production.HistoryAsync()).Should().HaveCount(26);
    }

    [PostgresFact]
    public async Task Plan_is_one_json_document_with_json_asked_for_by_a_variable()
    {
        await using var production = await Production.CreateAsync(server);
        _program.With("LOCKKEEPER_JSON", "true");

        var run = await RunAsync(production, "--target=Plan", "--environment=production");

        var pending = JsonNode.Parse(run.Output)!["pending"]!.AsArray();
        pending.Should().ContainSingle();
        pending[0]!["version"]!.ToString().Should().Be("20250101000000");
        pending[0]!["removes"]!.AsArray().Should().HaveCount(4);
    }

    [Fact]
    public async Task Status_of_a_server_that_is_away_is_one_json_document_too()
    {
        var run = await _program.With("PRODUCTION_DATABASE_URL", "postgresql://u:p@127.0.0.1:1/x")
            .RunAsync("--target=Status", "--environment=production", "--json");

        run.ExitCode.Should().Be(4, run.Said);
        JsonNode.Parse(run.Output)!["failure"]!["code"]!.ToString().Should().Be("unreachable");
    }

    public void Dispose() => _program.Dispose();

    private Task<ProgramResult> RunAsync(Production production, params string[] arguments) =>
        _program.Against(production).RunAsync(arguments);
}
