namespace Cake.Tests;

public sealed class InformationTests
{
    [Fact]
    public async Task Tree_shows_the_dependencies_and_runs_nothing()
    {
        var run = await SampleProgram.RunAsync("--tree");

        run.ExitCode.Should().Be(0, run.Error);
        run.Marks.Should().BeEmpty();
        run.Output.Should().Contain("Default\n└─Third-Task\n   ├─First\n   └─Second\n      └─First").And.NotContain("Hidden");
    }

    [Fact]
    public async Task Description_lists_the_public_tasks_and_runs_nothing()
    {
        var run = await SampleProgram.RunAsync("--description");

        run.ExitCode.Should().Be(0, run.Error);
        run.Marks.Should().BeEmpty();
        run.Output.Should().MatchRegex("First +One of three").And.MatchRegex("Third-Task +Three of three")
            .And.Contain("Elsewhere").And.NotContain("Hidden").And.NotContain("Unfinished");
    }

    [Fact]
    public async Task Version_and_info_print_the_description_of_the_program()
    {
        var version = await SampleProgram.RunAsync("--version");
        var info = await SampleProgram.RunAsync("--info");

        version.ExitCode.Should().Be(0, version.Error);
        version.Output.Trim().Should().Be("Sample build of the Cake tests");
        info.ExitCode.Should().Be(0, info.Error);
        info.Output.Should().Contain("Version: Sample build of the Cake tests").And.Contain("Details: ");
        version.Marks.Concat(info.Marks).Should().BeEmpty();
    }

    [Fact]
    public async Task Help_lists_every_switch_and_runs_nothing()
    {
        var run = await SampleProgram.RunAsync("--help");

        run.ExitCode.Should().Be(0, run.Error);
        run.Marks.Should().BeEmpty();
        foreach (var name in new[] { "target", "working", "verbosity", "description", "tree", "dryrun", "exclusive", "version", "info" })
            run.Output.Should().Contain("--" + name);
    }
}
