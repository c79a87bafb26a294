using Lockkeeper.EndToEnd.Tests.Program;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests;

/// <summary>What is refused before a backup is taken.</summary>
[Collection(RefusalCollection.Name)]
public sealed class SupabaseCliEngineRefusalTests(PostgresFixture server) : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [PostgresFact]
    public async Task Without_a_cli_it_says_how_to_install_one()
    {
        await using var production = await Production.CreateAsync(server);

        var run = await DeployAsync(production, _program.Scratch.Below("nowhere"));

        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("failure.code").Should().Be("toolMissing");
        run.Reported("failure.message").Should().Contain("SUPABASE_CLI").And.Contain("nowhere");
        run.Reported("failure.next").Should().Contain("npm install --save-dev supabase@3.1");
        await UntouchedAsync(production);
    }

    [PostgresTheory]
    [InlineData("2.98.1")]
    [InlineData("3.2.0")]
    [InlineData("13.1.0")]
    public async Task Another_version_is_refused_by_name(string version)
    {
        await using var production = await Production.CreateAsync(server);
        var program = _program.Scratch.WriteScript("bin/supabase", $"echo {version}");

        var run = await DeployAsync(production, program);

        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("failure.code").Should().Be("unsupportedVersion");
        run.Reported("failure.message").Should().Contain($"version {version}").And.Contain(program).And.Contain("3.1.x");
        await UntouchedAsync(production);
    }

    [PostgresFact]
    public async Task A_file_that_it_would_apply_in_parts_is_refused_with_its_line()
    {
        await using var production = await Production.CreateAsync(server);
        var folder = _program.Scratch.CopyMigrations(26);
        _program.Scratch.Write("migrations/20250301000000_parts.sql", "create table public.t (id int primary key);\n\n/* why */ cluster public.t using t_pkey;\n");

        var run = await DeployAsync(production, "supabase", $"--migrations={folder}");

        run.ExitCode.Should().Be(3, run.Said);
        run.Reported("failure.message").Should().Contain("20250301000000_parts.sql:3: CLUSTER stands beside other statements");
        await UntouchedAsync(production);
    }

    [PostgresFact]
    public async Task A_cli_that_claims_what_it_has_not_done_is_not_believed()
    {
        await using var production = await Production.CreateAsync(server);
        var program = _program.Scratch.WriteScript("bin/supabase",
            $"[ \"$1\" = --version ] && echo 3.1.0 || echo '{{\"upToDate\":false,\"migrations\":[\"{Repository.MigrationNames[26]}\"]}}'");

        var run = await DeployAsync(production, program);

        run.ExitCode.Should().Be(6, run.Said);
        run.Reported("failure.code").Should().Be("commitUnknown");
        run.Reported("failure.state").Should().Be("dirty");
        run.Reported("failure.message").Should().Contain("says that it was pushed, and the history does not have it");
    }

    [PostgresFact]
    public async Task A_cli_that_cannot_connect_has_changed_nothing()
    {
        await using var production = await Production.CreateAsync(server);
        var program = _program.Scratch.WriteScript("bin/supabase",
            "[ \"$1\" = --version ] && echo 3.1.0 && exit; echo '{\"_tag\":\"Error\",\"error\":{\"code\":\"DbConnectError\",\"message\":\"failed to connect\"}}'; exit 1");

        var run = await DeployAsync(production, program);

        run.ExitCode.Should().Be(4, run.Said);
        run.Reported("failure.code").Should().Be("toolFailed");
        run.Reported("failure.state").Should().Be("nothingChanged");
        run.Reported("failure.message").Should().Contain("failed to connect (DbConnectError)");
    }

    public void Dispose() => _program.Dispose();

    private Task<ProgramResult> DeployAsync(Production production, string program, params string[] arguments) =>
        _program.Against(production).With("SUPABASE_CLI", program).DeployAsync(["--engine=supabase-cli", .. arguments]);

    private static async Task UntouchedAsync(Production production)
    {
        (await production.HistoryAsync()).Should().HaveCount(26);
        (await production.SessionsAsync()).Should().BeEmpty();
    }
}
