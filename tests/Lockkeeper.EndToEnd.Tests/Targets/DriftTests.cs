using System.Text.Json.Nodes;
using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Targets;

/// <summary>Drift: a finding fails the run, and is told once.</summary>
[Collection(RefusalCollection.Name)]
public sealed class DriftTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task There_is_none_in_a_production_that_only_migrations_have_changed()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await _program.Against(production).RunAsync("--target=Drift", "--environment=production");

        run.ExitCode.Should().Be(0, run.Said);
        run.Output.Should().Contain("compared with what its 26 applied migrations imply").And.Contain("No drift.")
            .And.Contain("20250101000000_drop_public_users_tables.sql is pending");
        Directory.Exists(run.Artifacts).Should().BeFalse();
    }

    [PostgresFact]
    public async Task What_was_done_by_hand_ends_with_exit_code_3_and_one_json_document()
    {
        await using var production = await Production.CreateAsync(server);
        await production.ExecuteAsync("create table public.by_hand (id int); drop trigger on_auth_user_created on auth.users");

        var run = await _program.Against(production).RunAsync("--target=Drift", "--environment=production", "--json");

        run.ExitCode.Should().Be(3, run.Said);
        var told = JsonNode.Parse(run.Output)!;
        told["missing"]!.AsArray().Select(o => o!.ToString()).Should().Equal("trigger on_auth_user_created on auth.users");
        told["extra"]!.AsArray().Select(o => o!.ToString()).Should().Equal("table public.by_hand");
        (told["drift"]!.GetValue<bool>(), told["different"]!.AsArray().Count).Should().Be((true, 0));
    }

    public void Dispose() => _program.Dispose();
}
