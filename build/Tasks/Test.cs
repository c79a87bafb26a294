using Cake.Frosting;
using Lockkeeper.Failures;
using Lockkeeper.Processes;

namespace Lockkeeper.Build.Tasks;

/// <summary>Runs every test of the project and counts them from the result files.</summary>
[TaskName("Test")]
[TaskDescription("Runs the project's tests and says how many ran")]
public sealed class Test : LockkeeperTask
{
    /// <summary>The folder of PostgreSQL 17's programs, where both versions are to be tested.</summary>
    private const string OtherServer = "LOCKKEEPER_TEST_POSTGRES_17";

    /// <summary>This program, so that end-to-end tests run what people run.</summary>
    private const string OurProgram = "LOCKKEEPER_TEST_PROGRAM";

    private static readonly string[] OnOtherServer = ["tests/Lockkeeper.Postgres.Tests", "tests/Lockkeeper.Pipeline.Tests", "tests/Lockkeeper.EndToEnd.Tests"];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var results = new TestResults(Path.Combine(DeployContext.Root, "artifacts", "test-results"));
        results.Clear();
        var code = await RunAsync(context, results, ["Lockkeeper.slnx"], bin: null, token);
        // Chosen tests once more: what is said about one version of the server may not hold for the next.
        var bin = System.Environment.GetEnvironmentVariable(OtherServer);
        foreach (var project in string.IsNullOrEmpty(bin) ? [] : OnOtherServer)
            code = Math.Max(code, await RunAsync(context, results, [project, "--no-build", "--filter", "Postgres=17"], bin, token));
        var (passed, failed, skipped) = results.Count();
        await context.Run.Result.WriteLineAsync($"{passed} passed, {failed} failed, {skipped} skipped");
        if (code == 0 && failed == 0 && passed > 0) return;
        throw DeployFailure.NothingChanged(
            FailureCode.ToolFailed, FailureSource.Tool,
            passed + failed == 0 ? "No test ran: the projects do not build, see above." : $"{failed} tests failed, see above.",
            $"The result files are in {results.Folder}.");
    }

    private static async Task<int> RunAsync(DeployContext context, TestResults results, IReadOnlyList<string> what, string? bin, CancellationToken token)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            // Nothing that a test does lasts long enough to be worth counting how often its code runs.
            ["DOTNET_TieredPGO"] = "0",
            [OurProgram] = Path.Combine(AppContext.BaseDirectory, "Build.dll"),
        };
        if (bin is not null) environment["PG_BIN"] = bin;
        var tests = await ChildProcess.RunAsync(
            new ChildCommand("dotnet", ["test", .. what, "-c", "Release", "--nologo", "--logger", "trx", "--results-directory", results.Folder])
            {
                WorkingDirectory = DeployContext.Root,
                Environment = environment,
                // Against a run that hangs; on two busy cores it may take twice as long as usual.
                Deadline = TimeSpan.FromMinutes(50),
                OnLine = context.Terminal.Report,
                AlsoExpected = [1],
            },
            token);
        return tests.ExitCode;
    }
}
