using System.Collections.Concurrent;
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

    // With more of them side by side each would wait for the others.
    private const int AtOnce = 2;

    // The longest ones first, so that none runs alone at the end; and beside one that keeps all cores busy one that mostly waits.
    private static readonly string[] Long = ["Lockkeeper.EndToEnd.Tests", "Lockkeeper.Pipeline.Tests", "Lockkeeper.Supabase.Tests", "Lockkeeper.Postgres.Tests"];

    private static readonly string[] OnOtherServer = ["Lockkeeper.Postgres.Tests", "Lockkeeper.Pipeline.Tests", "Lockkeeper.EndToEnd.Tests"];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var results = new TestResults(Path.Combine(DeployContext.Root, "artifacts", "test-results"));
        results.Clear();
        var code = await RunAsync(context, ["build", "Lockkeeper.slnx", "-c", "Release", "--nologo", "-v", "quiet"], bin: null, token);
        var codes = new ConcurrentBag<int> { code };
        if (code == 0)
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Min(AtOnce, System.Environment.ProcessorCount), CancellationToken = token };
            await Parallel.ForEachAsync(Runs(), options, async (run, t) => codes.Add(await RunAsync(context, run.Arguments(results.Folder), run.Bin, t)));
        }

        var (passed, failed, skipped) = results.Count();
        await context.Run.Result.WriteLineAsync($"{passed} passed, {failed} failed, {skipped} skipped");
        if (codes.All(c => c == 0) && failed == 0 && passed > 0) return;
        throw DeployFailure.NothingChanged(
            FailureCode.ToolFailed, FailureSource.Tool,
            passed + failed == 0 ? "No test ran: the projects do not build, see above."
                : failed == 0 ? "No test failed, but a test run did not come to its end, see above."
                : $"{failed} tests failed, see above.",
            $"The result files are in {results.Folder}.");
    }

    private static IEnumerable<TestRun> Runs()
    {
        var projects = Directory.EnumerateDirectories(Path.Combine(DeployContext.Root, "tests"), "*.Tests").Select(p => Path.GetFileName(p)!);
        foreach (var project in Long.Union(projects.Order(StringComparer.Ordinal), StringComparer.Ordinal)) yield return new TestRun(project, Bin: null);
        // Chosen tests once more: what is said about one version of the server may not hold for the next.
        if (System.Environment.GetEnvironmentVariable(OtherServer) is not { Length: > 0 } bin) yield break;
        foreach (var project in OnOtherServer) yield return new TestRun(project, bin);
    }

    private static async Task<int> RunAsync(DeployContext context, IReadOnlyList<string> arguments, string? bin, CancellationToken token)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
            // Nothing that a test does lasts long enough to be worth counting how often its code runs.
            ["DOTNET_TieredPGO"] = "0",
            [OurProgram] = Path.Combine(AppContext.BaseDirectory, "Build.dll"),
        };
        if (bin is not null) environment["PG_BIN"] = bin;
        var ran = await ChildProcess.RunAsync(
            new ChildCommand("dotnet", arguments)
            {
                WorkingDirectory = DeployContext.Root,
                Environment = environment,
                // Against a run that hangs; on two busy cores it may take twice as long as usual.
                Deadline = TimeSpan.FromMinutes(50),
                OnLine = context.Terminal.Report,
                AlsoExpected = [1],
            },
            token);
        return ran.ExitCode;
    }

    /// <summary>The tests of one project.</summary>
    /// <param name="Project">Its name.</param>
    /// <param name="Bin">Where the other server's programs are, and then only the tests that are chosen for it; null for all tests.</param>
    private sealed record TestRun(string Project, string? Bin)
    {
        public IReadOnlyList<string> Arguments(string results) =>
        [
            "test", Path.Combine("artifacts", "dotnet", "bin", Project, "release", $"{Project}.dll"), "--nologo", "--results-directory", results,
            "--logger", $"trx;LogFileName={Project}{(Bin is null ? "" : ".17")}.trx", .. Bin is null ? [] : (string[])["--filter", "Postgres=17"],
        ];
    }
}
