using Cake.Frosting;
using Lockkeeper.Processes;

namespace Lockkeeper.Build.Tasks;

/// <summary>Measures Lockkeeper beside its peers; never part of Test, as what it finds depends on the machine.</summary>
[TaskName("Benchmark")]
[TaskDescription("Measures what Lockkeeper costs, beside psql, dbmate, supabase and others (--only=NAME)")]
public sealed class Benchmark : LockkeeperTask
{
    private static readonly string[] PassedOn = ["only", "runs", "limit", "sizes", "rtt"];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(DeployContext context, CancellationToken token)
    {
        var arguments = PassedOn.SelectMany(name => context.Arguments.GetArguments(name).Take(1).Select(value => $"--{name}={value}"));
        await ChildProcess.RunAsync(
            new ChildCommand(
                "dotnet", ["run", "--project", "benchmarks/Lockkeeper.Benchmarks", "-c", "Release", "--", .. arguments])
            {
                WorkingDirectory = DeployContext.Root,
                Environment = new Dictionary<string, string?>(StringComparer.Ordinal) { ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
                Deadline = TimeSpan.FromHours(3),
                OnLine = context.Terminal.Report,
            },
            token);
    }
}
