namespace Cake.Tests;

public sealed class TargetTests
{
    [Fact]
    public async Task Without_a_target_Default_runs_after_its_dependencies_each_once_in_order()
    {
        var run = await SampleProgram.RunAsync();

        run.ExitCode.Should().Be(0, run.Error);
        run.Tasks.Should().Equal("First sees 1", "Second sees 2", "Third sees 3");
        run.Output.Should().Contain("Total:");
    }

    [Theory]
    [InlineData("--target=second")]
    [InlineData("--target", "Second")]
    [InlineData("-t", "SECOND")]
    public async Task Every_form_of_the_target_is_understood_whatever_the_case(params string[] arguments)
    {
        var run = await SampleProgram.RunAsync(arguments);

        run.ExitCode.Should().Be(0, run.Error);
        run.Tasks.Should().Equal("First sees 1", "Second sees 2");
    }

    [Fact]
    public async Task A_target_may_be_repeated()
    {
        var run = await SampleProgram.RunAsync("-t", "Early", "-t", "Elsewhere");

        run.ExitCode.Should().Be(0, run.Error);
        run.Tasks.Should().Equal("Early", "Elsewhere");
    }

    [Fact]
    public async Task A_task_is_called_by_its_TaskName_and_not_by_its_class()
    {
        var byName = await SampleProgram.RunAsync("-t", "third-task");
        var byClass = await SampleProgram.RunAsync("-t", "Third");

        byName.ExitCode.Should().Be(0, byName.Error);
        byName.Tasks.Should().EndWith("Third sees 3");
        byClass.ExitCode.Should().Be(1);
    }

    [Fact]
    public async Task Exclusive_leaves_out_the_dependencies()
    {
        var run = await SampleProgram.RunAsync("-t", "Third-Task", "--exclusive");

        run.ExitCode.Should().Be(0, run.Error);
        run.Tasks.Should().Equal("Third sees 1");
    }

    [Fact]
    public async Task A_dependee_runs_first()
    {
        var run = await SampleProgram.RunAsync("-t", "Late");

        run.Tasks.Should().Equal("Early", "Late");
    }

    [Theory]
    [InlineData("nope")]
    [InlineData("Hidden")]
    public async Task A_target_that_is_no_public_task_exits_with_1_and_runs_nothing(string target)
    {
        var run = await SampleProgram.RunAsync("--target=" + target);

        run.ExitCode.Should().Be(1);
        run.Marks.Should().BeEmpty();
        run.Error.Should().Contain($"'{target}' was not found");
    }

    [Fact]
    public async Task A_command_line_that_cannot_be_read_exits_with_255()
    {
        var noValue = await SampleProgram.RunAsync("--target");
        var badValue = await SampleProgram.RunAsync("--verbosity", "loud");

        noValue.ExitCode.Should().Be(255);
        badValue.ExitCode.Should().Be(255);
        noValue.Marks.Concat(badValue.Marks).Should().BeEmpty();
    }
}
