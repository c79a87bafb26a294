namespace Lockkeeper.Processes.Tests;

public sealed class KillingTests
{
    /// <summary>A child and a grandchild that both ignore polite signals; prints the grandchild's number.</summary>
    private const string Tree = "trap '' TERM INT; sh -c 'trap \"\" TERM INT; echo $$; sleep 300; sleep 300' & wait; sleep 300";

    [Fact]
    public async Task Kills_the_whole_tree_when_the_deadline_passes()
    {
        var grandchild = "";
        var command = Shell.Line(Tree) with { Deadline = TimeSpan.FromSeconds(1), OnLine = line => grandchild = line };

        var failure = (await FluentActions.Awaiting(() => ChildProcess.RunAsync(command, CancellationToken.None))
            .Should().ThrowAsync<ChildProcessFailure>()).Which;

        failure.IsDeadlinePassed.Should().BeTrue();
        failure.Message.Should().Contain("within 1.0 s");
        grandchild.Should().NotBeEmpty();
        Shell.IsRunning(grandchild).Should().BeFalse();
    }

    [Fact]
    public async Task Kills_the_whole_tree_when_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var grandchild = "";
        var command = Shell.Line(Tree) with
        {
            OnLine = line =>
            {
                grandchild = line;
                cancel.Cancel();
            },
        };

        await FluentActions.Awaiting(() => ChildProcess.RunAsync(command, cancel.Token)).Should().ThrowAsync<OperationCanceledException>();

        Shell.IsRunning(grandchild).Should().BeFalse();
    }

    [Fact]
    public async Task Starts_nothing_when_cancelled_before()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        await FluentActions.Awaiting(() => ChildProcess.RunAsync(Shell.Line("touch \"$1\"", file), new CancellationToken(canceled: true)))
            .Should().ThrowAsync<OperationCanceledException>();

        File.Exists(file).Should().BeFalse();
    }

    [Fact]
    public async Task Returns_although_a_background_process_keeps_the_streams_open()
    {
        var result = await ChildProcess.RunAsync(Shell.Line("sleep 60 & echo $!"), CancellationToken.None);

        var background = result.StandardOutput.Trim();
        Shell.IsRunning(background).Should().BeTrue();
        await ChildProcess.RunAsync(new ChildCommand("kill", [background]) { Deadline = TimeSpan.FromSeconds(5) }, CancellationToken.None);
    }
}
