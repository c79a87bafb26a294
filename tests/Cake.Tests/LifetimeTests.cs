namespace Cake.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public async Task Setups_and_teardowns_enclose_the_run_and_each_task()
    {
        var run = await SampleProgram.RunAsync("-t", "Second");

        run.Marks.Should().Equal(
            "Setup of Second",
            "before First", "First sees 1", "after First done",
            "before Second", "Second sees 2", "after Second done",
            "Teardown successful=True thrown=");
    }

    [Fact]
    public async Task A_skipped_task_does_not_stop_an_asynchronous_dependent()
    {
        var run = await SampleProgram.RunAsync("-t", "AfterSkipped");

        run.ExitCode.Should().Be(0, run.Error);
        run.Tasks.Should().Equal("ShouldRun of Skipped", "AfterSkipped");
        run.Marks.Should().Contain("after Skipped skipped");
    }

    [Theory]
    [InlineData("--dryrun")]
    [InlineData("--whatif")]
    public async Task A_dry_run_sets_up_tears_down_and_asks_ShouldRun_but_runs_no_task(string dryRun)
    {
        var run = await SampleProgram.RunAsync("-t", "AfterSkipped", dryRun);

        run.ExitCode.Should().Be(0, run.Error);
        run.Marks.Should().Equal("Setup of AfterSkipped", "ShouldRun of Skipped", "Teardown successful=True thrown=");
        run.Output.Should().Contain("AfterSkipped").And.Contain("dry run");
    }
}
