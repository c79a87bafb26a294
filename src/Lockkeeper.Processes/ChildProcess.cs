using Lockkeeper.Failures;

namespace Lockkeeper.Processes;

/// <summary>Runs another program: the only place that starts one.</summary>
public static class ChildProcess
{
    /// <summary>
    /// How long a killed tree, or a background process that outlived its parent, may keep the streams open before they are given up.
    /// </summary>
    private static readonly TimeSpan StreamGrace = TimeSpan.FromSeconds(5);

    /// <inheritdoc cref="RunAsync(ChildCommand, TimeProvider, CancellationToken)" />
    public static Task<ChildResult> RunAsync(ChildCommand command, CancellationToken token) =>
        RunAsync(command, TimeProvider.System, token);

    /// <summary>Runs a program to its end and captures both of its streams (UTF-8).</summary>
    /// <exception cref="ChildProcessFailure">It ended with an exit code that was not expected, or its deadline passed.</exception>
    /// <exception cref="DeployFailure">The program does not exist or may not be run (<see cref="FailureCode.ToolMissing" />).</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the whole tree is gone by then.</exception>
    public static async Task<ChildResult> RunAsync(ChildCommand command, TimeProvider time, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(time);
        token.ThrowIfCancellationRequested();

        var started = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(command.Deadline, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, token);
        using var child = new RunningChild(command);
        try
        {
            await child.WaitAsync(StreamGrace, limit.Token);
        }
        catch (Exception failure)
        {
            await child.KillAsync(StreamGrace);
            token.ThrowIfCancellationRequested();
            if (failure is OperationCanceledException && deadline.IsCancellationRequested)
                throw ChildProcessFailure.DeadlinePassed(command, child.Result(time.GetElapsedTime(started)));
            throw;
        }

        var result = child.Result(time.GetElapsedTime(started));
        return result.ExitCode == 0 || command.AlsoExpected.Contains(result.ExitCode)
            ? result
            : throw ChildProcessFailure.BadExit(command, result);
    }
}
