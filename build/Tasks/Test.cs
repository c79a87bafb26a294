using Cake.Frosting;
using Lockkeeper.Failures;
using Lockkeeper.Processes;

namespace Lockkeeper.Build.Tasks;

/// <summary>Runs every test of the project and counts them from the result files.</summary>
[TaskName("Test")]
[TaskDescription("Runs the project's tests and says how many ran")]
public sealed class Test : LockkeeperTask
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var results = new TestResults(Path.Combine(DeployContext.Root, "artifacts", "test-results"));
        results.Clear();
        var tests = await ChildProcess.RunAsync(
            new ChildCommand("dotnet", ["test", "Lockkeeper.slnx", "-c", "Release", "--nologo", "--logger", "trx", "--results-directory", results.Folder])
            {
                WorkingDirectory = DeployContext.Root,
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
                Deadline = TimeSpan.FromMinutes(25),
                OnLine = context.Terminal.Report,
                AlsoExpected = [1],
            },
            token);
        var (passed, failed, skipped) = results.Count();
        await context.Run.Result.WriteLineAsync($"{passed} passed, {failed} failed, {skipped} skipped");
        if (tests.ExitCode == 0 && failed == 0 && passed > 0) return;
        throw DeployFailure.NothingChanged(
            FailureCode.ToolFailed, FailureSource.Tool,
            passed + failed == 0 ? "No test ran: the projects do not build, see above." : $"{failed} tests failed, see above.",
            $"The result files are in {results.Folder}.");
    }
}
