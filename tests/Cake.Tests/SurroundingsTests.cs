namespace Cake.Tests;

/// <summary>What a task finds around it.</summary>
public sealed class SurroundingsTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cake-tests-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Unknown_arguments_reach_the_context_in_every_form()
    {
        var run = await SampleProgram.RunAsync(
            "-t", "Surroundings", "--foo=bar", "--foo", "two words", "--equals=a=b", "--flag", "--path=/a b/\"c\"", "-x", "1");

        run.ExitCode.Should().Be(0, run.Error);
        run.Marks.Should().Contain(
        [
            "argument foo = bar|two words", "argument equals = a=b", "argument flag =", "argument path = /a b/\"c\"", "argument x = 1",
            "argument target = Surroundings", "has FOO: True",
        ]);
    }

    [Fact]
    public async Task Services_of_startup_and_host_are_injected_and_the_log_keeps_to_its_verbosity()
    {
        var normal = await SampleProgram.RunAsync("-t", "Surroundings");
        var verbose = await SampleProgram.RunAsync("-t", "Surroundings", "-v", "verbose");

        normal.Marks.Should().Contain("services configured, started up");
        normal.Output.Should().Contain("said through the log").And.NotContain("said only when verbose");
        verbose.Output.Should().Contain("said only when verbose");
    }

    [Fact]
    public async Task The_working_folder_is_the_hosts_unless_the_command_line_names_one()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SAMPLE_FOLDER"] = folder.FullName };
        var other = folder.CreateSubdirectory("other");
        await File.WriteAllTextAsync(Path.Combine(other.FullName, "cake.config"), "[Paths]\nTools=./from-the-file\n");

        var byHost = await SampleProgram.RunWithAsync(environment, "-t", "Surroundings");
        var bySwitch = await SampleProgram.RunWithAsync(environment, "-t", "Surroundings", "--working=" + other.FullName);

        byHost.Marks.Should().Contain("folder " + folder.FullName);
        bySwitch.Marks.Should().Contain("folder " + other.FullName).And.Contain("tools ./from-the-file");
    }

    [Fact]
    public async Task A_working_folder_that_does_not_exist_exits_with_1()
    {
        var run = await SampleProgram.RunAsync("-t", "First", "--working", Path.Combine(folder.FullName, "missing"));

        run.ExitCode.Should().Be(1);
        run.Marks.Should().BeEmpty();
        run.Error.Should().Contain("missing");
    }

    [Fact]
    public async Task A_public_task_of_an_added_assembly_is_found()
    {
        var run = await SampleProgram.RunAsync("-t", "elsewhere");

        run.ExitCode.Should().Be(0, run.Error);
        run.Tasks.Should().Equal("Elsewhere");
    }
}
