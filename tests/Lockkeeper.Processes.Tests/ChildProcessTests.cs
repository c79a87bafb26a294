using System.Globalization;
using Lockkeeper.Failures;

namespace Lockkeeper.Processes.Tests;

public sealed class ChildProcessTests
{
    [Fact]
    public async Task Captures_both_streams_and_the_duration()
    {
        var result = await ChildProcess.RunAsync(Shell.Line("printf 'out é'; printf err >&2"), CancellationToken.None);

        result.ExitCode.Should().Be(0);
        result.StandardOutput.Should().Be("out é");
        result.StandardError.Should().Be("err");
        result.Duration.Should().BePositive();
    }

    [Fact]
    public async Task Hands_every_argument_over_as_it_is()
    {
        string[] arguments = ["a b", "\"quoted\"", "'single'", "$HOME", "back\\slash", "", "--x=y z", "*"];

        var result = await ChildProcess.RunAsync(Shell.Line("printf '%s\\n' \"$@\"", arguments), CancellationToken.None);

        result.StandardOutput.Split('\n')[..^1].Should().Equal(arguments);
    }

    [Fact]
    public async Task Does_not_deadlock_when_both_streams_are_larger_than_any_pipe()
    {
        const string Script = "i=0; while [ $i -lt 64 ]; do head -c 65536 /dev/zero | tr '\\0' o; head -c 65536 /dev/zero | tr '\\0' e >&2; i=$((i+1)); done";

        var result = await ChildProcess.RunAsync(Shell.Line(Script), CancellationToken.None);

        result.StandardOutput.Should().HaveLength(64 * 65536).And.NotContain("e");
        result.StandardError.Should().HaveLength(64 * 65536).And.NotContain("o");
    }

    [Fact]
    public async Task Writes_standard_input_and_closes_it()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789abcdef", 65536));

        var result = await ChildProcess.RunAsync(Shell.Line("wc -c") with { StandardInput = text }, CancellationToken.None);
        var empty = await ChildProcess.RunAsync(Shell.Line("wc -c"), CancellationToken.None);

        int.Parse(result.StandardOutput, CultureInfo.InvariantCulture).Should().Be(text.Length);
        int.Parse(empty.StandardOutput, CultureInfo.InvariantCulture).Should().Be(0);
    }

    [Fact]
    public async Task Survives_a_program_that_does_not_read_its_input()
    {
        var input = new string('x', 1_000_000);

        var result = await ChildProcess.RunAsync(Shell.Line("exec 0<&-; echo done") with { StandardInput = input }, CancellationToken.None);

        result.StandardOutput.Should().Be("done\n");
    }

    [Fact]
    public async Task Tells_each_line_while_the_program_runs()
    {
        var lines = new List<string>();

        await ChildProcess.RunAsync(Shell.Line("printf 'one\\n\\ntwo\\r\\nlast'") with { OnLine = lines.Add }, CancellationToken.None);

        lines.Should().Equal("one", "", "two", "last");
    }

    [Fact]
    public async Task Reads_on_and_fails_when_the_listener_throws()
    {
        var command = Shell.Line("i=0; while [ $i -lt 40000 ]; do echo line $i; i=$((i+1)); done") with { OnLine = _ => throw new FormatException("mine") };

        await FluentActions.Awaiting(() => ChildProcess.RunAsync(command, CancellationToken.None)).Should().ThrowAsync<FormatException>();
    }

    [Fact]
    public async Task Sets_and_removes_environment_variables()
    {
        var command = Shell.Line("echo \"${NEW_ONE-unset} ${HOME-unset}\"") with
        {
            Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["NEW_ONE"] = "set", ["HOME"] = null },
        };

        (await ChildProcess.RunAsync(command, CancellationToken.None)).StandardOutput.Should().Be("set unset\n");
    }

    [Fact]
    public async Task Returns_an_exit_code_that_is_an_answer()
    {
        var result = await ChildProcess.RunAsync(Shell.Line("exit 3") with { AlsoExpected = [3] }, CancellationToken.None);

        result.ExitCode.Should().Be(3);
    }

    [Fact]
    public async Task Says_that_a_program_is_missing()
    {
        var command = new ChildCommand("no-such-program-anywhere", []) { Deadline = TimeSpan.FromSeconds(5) };

        var failure = (await FluentActions.Awaiting(() => ChildProcess.RunAsync(command, CancellationToken.None))
            .Should().ThrowAsync<DeployFailure>()).Which;

        failure.Code.Should().Be(FailureCode.ToolMissing);
        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.Message.Should().Contain("no-such-program-anywhere");
    }
}
