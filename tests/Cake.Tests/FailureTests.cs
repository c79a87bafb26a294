namespace Cake.Tests;

public sealed class FailureTests
{
    [Fact]
    public async Task A_failure_exits_with_1_whatever_code_the_exception_carries_and_still_tears_down()
    {
        var run = await SampleProgram.RunAsync("-t", "AfterFails");

        run.ExitCode.Should().Be(1);
        run.Marks.Should().Equal(
            "Setup of AfterFails", "before Fails", "after Fails failed", "Teardown successful=False thrown=failed on purpose");
        run.Error.Should().Contain("failed on purpose").And.NotContain("   at ");
    }

    [Fact]
    public async Task An_asynchronous_task_fails_the_run_too_and_a_verbose_run_shows_where()
    {
        var run = await SampleProgram.RunAsync("-t", "FailsLater", "--verbosity=diagnostic");

        run.ExitCode.Should().Be(1);
        run.Marks.Should().HaveElementAt(2, "after FailsLater failed");
        run.Error.Should().Contain("failed later on purpose").And.Contain("FailsLater.RunAsync");
    }

    [Fact]
    public async Task OnError_and_ContinueOnError_swallow_a_failure()
    {
        var run = await SampleProgram.RunAsync("-t", "AfterSwallowed");

        run.ExitCode.Should().Be(0, run.Error);
        run.Tasks.Should().Equal("OnError of swallowed", "AfterSwallowed");
        run.Marks.Should().Contain("after Continues failed").And.HaveElementAt(run.Marks.Count - 1, "Teardown successful=True thrown=");
    }

    [Fact]
    public async Task Finally_runs_after_a_failure_and_does_not_hide_it()
    {
        var run = await SampleProgram.RunAsync("-t", "CleansUp");

        run.ExitCode.Should().Be(1);
        run.Tasks.Should().Equal("Finally");
        run.Error.Should().Contain("left a mess");
    }

    [Fact]
    public async Task A_failed_setup_runs_no_task_but_the_teardown()
    {
        var run = await SampleProgram.RunWithAsync(new(StringComparer.Ordinal) { ["SAMPLE_SETUP_FAILS"] = "1" }, "-t", "First");

        run.ExitCode.Should().Be(1);
        run.Marks.Should().Equal("Setup of First", "Teardown successful=False thrown=the setup failed on purpose");
    }
}
