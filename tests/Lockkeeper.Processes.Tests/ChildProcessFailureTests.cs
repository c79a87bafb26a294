namespace Lockkeeper.Processes.Tests;

public sealed class ChildProcessFailureTests
{
    [Fact]
    public async Task Carries_the_exit_code_and_the_end_of_both_streams()
    {
        var command = Shell.Line("head -c 10000 /dev/zero | tr '\\0' x; echo the end; echo the reason >&2; exit 7");

        var failure = await FailureOfAsync(command);

        failure.Program.Should().Be("sh");
        failure.ExitCode.Should().Be(7);
        failure.IsDeadlinePassed.Should().BeFalse();
        failure.StandardOutput.Should().HaveLength(4096).And.EndWith("the end\n");
        failure.StandardError.Should().Be("the reason\n");
        failure.Message.Should().Contain("exit code 7").And.Contain("the reason");
    }

    [Fact]
    public async Task Holds_no_secret_of_the_environment_even_when_the_program_prints_it()
    {
        var command = Shell.Line("echo \"$PGPASSWORD\"; env >&2; exit 1") with
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["PGPASSWORD"] = "planted-secret" },
        };

        var failure = await FailureOfAsync(command);

        failure.ToString().Should().NotContain("planted-secret");
        (failure.StandardOutput + failure.StandardError + failure.Message).Should().NotContain("planted-secret");
    }

    [Fact]
    public async Task Holds_no_half_of_a_secret_that_was_cut()
    {
        var command = Shell.Line("printf %s \"$API_TOKEN\"; head -c 4090 /dev/zero | tr '\\0' x; exit 1") with
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["API_TOKEN"] = "planted-secret" },
        };

        (await FailureOfAsync(command)).StandardOutput.Should().NotContain("secret");
    }

    private static async Task<ChildProcessFailure> FailureOfAsync(ChildCommand command) =>
        (await FluentActions.Awaiting(() => ChildProcess.RunAsync(command, CancellationToken.None))
            .Should().ThrowAsync<ChildProcessFailure>()).Which;
}
