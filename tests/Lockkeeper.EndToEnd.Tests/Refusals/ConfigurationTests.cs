using System.Text.Json.Nodes;
using Lockkeeper.EndToEnd.Tests.Program;

namespace Lockkeeper.EndToEnd.Tests.Refusals;

/// <summary>Mistakes that are told before anything is contacted; no server is needed for these tests.</summary>
public sealed class ConfigurationTests : IDisposable
{
    private readonly LockkeeperProgram _program = new();

    [Fact]
    public async Task Names_the_variable_when_production_has_no_database()
    {
        var run = await _program.RunAsync("--target=DeployProduction", "--yes");

        run.ExitCode.Should().Be(2, run.Said);
        run.Said.Should().Contain("environments.production.database").And.Contain("PRODUCTION_DATABASE_URL is not set")
            .And.Contain("export PRODUCTION_DATABASE_URL=");
        run.Deployments.Should().BeEmpty();
    }

    [Fact]
    public async Task Names_line_and_nearest_key_of_an_unknown_one()
    {
        var run = await ConfiguredAsync("project: p\nmonitor:\n  bake: 1s\n  intervall: 1s\n");

        run.ExitCode.Should().Be(2, run.Said);
        run.Said.Should().Contain("lockkeeper.yaml:4 (monitor.intervall)").And.Contain("Did you mean interval?");
    }

    [Fact]
    public async Task Tells_all_mistakes_together()
    {
        var run = await ConfiguredAsync("lock: {}\nbackup: { jobs: many }\n", "--rehearsal=maybe", "--targte=x");

        run.ExitCode.Should().Be(2, run.Said);
        run.Said.Should().ContainAll("lockkeeper.yaml:1 (lock)", "lockkeeper.yaml:2 (backup.jobs)", "--rehearsal", "--targte");
    }

    [Fact]
    public async Task Tells_a_mistake_as_one_json_document_with_json()
    {
        var run = await _program.RunAsync("--target=DeployProduction", "--yes", "--json");

        run.ExitCode.Should().Be(2, run.Said);
        var told = JsonNode.Parse(run.Output)!;
        told["exitCode"]!.GetValue<int>().Should().Be(2);
        told["failure"]!["code"]!.ToString().Should().Be("configuration");
        told["failure"]!["message"]!.ToString().Should().Contain("PRODUCTION_DATABASE_URL");
        told["failure"]!["state"]!.ToString().Should().Be("nothingChanged");
        told["failure"]!["next"]!.ToString().Should().NotBeEmpty();
    }

    [Fact]
    public async Task Names_the_artifacts_folder_when_it_cannot_be_made()
    {
        _program.Scratch.Write("artifacts", "a file is in the way");

        var run = await _program.RunAsync();

        run.ExitCode.Should().Be(4, run.Said);
        run.Said.Should().Contain($"The folder {run.Artifacts}").And.Contain("--artifacts=DIR");
    }

    [Fact]
    public async Task Leaves_an_unknown_target_to_cake()
    {
        var run = await _program.RunAsync("--target=Deploy");

        run.ExitCode.Should().Be(1, run.Said);
        run.Said.Should().Contain("The target 'Deploy' was not found.");
    }

    [Fact]
    public async Task Refuses_production_without_yes_where_nobody_can_be_asked()
    {
        var run = await _program.With("PRODUCTION_DATABASE_URL", "postgresql://u:p@127.0.0.1:1/x").RunAsync("--target=DeployProduction");

        run.ExitCode.Should().Be(3, run.Said);
        run.Said.Should().Contain("--yes");
        run.Reported("failure.code").Should().Be("confirmationNeeded");
        run.Reported("failure.state").Should().Be("nothingChanged");
    }

    [Theory]
    [InlineData("Migrate", "VerifyEnv")]
    [InlineData("VerifyEnv", "Backup")]
    [InlineData("SmokeTests", "Migrate")]
    [InlineData("Monitor", "SmokeTests")]
    public async Task Refuses_a_phase_without_the_evidence_of_the_one_before_it(string phase, string needed)
    {
        var run = await _program.RunAsync($"--target={phase}", "--exclusive");

        run.ExitCode.Should().Be(3, run.Said);
        run.Said.Should().Contain($"{phase} needs the evidence of {needed}");
        run.Reported("failure.code").Should().Be("evidenceMissing");
    }

    [Fact]
    public async Task Touches_nothing_in_a_dry_run()
    {
        var run = await _program.With("PRODUCTION_DATABASE_URL", "postgresql://u:p@127.0.0.1:1/x")
            .RunAsync("--target=DeployProduction", "--dryrun");

        run.ExitCode.Should().Be(0, run.Said);
        run.Said.Should().ContainAll("Backup", "VerifyEnv", "Migrate", "SmokeTests", "Monitor", "DeployProduction");
        Directory.Exists(run.Artifacts).Should().BeFalse();
        Directory.EnumerateFileSystemEntries(_program.Temporary).Should().BeEmpty();
    }

    public void Dispose() => _program.Dispose();

    private Task<ProgramResult> ConfiguredAsync(string yaml, params string[] arguments) =>
        _program.RunAsync([$"--config={_program.Scratch.Write("lockkeeper.yaml", yaml)}", .. arguments]);
}
