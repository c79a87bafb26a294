using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Benchmarks.Workload;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Cost;

/// <summary>What it costs to start, alone and through build.sh.</summary>
internal static class Starting
{
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(LockkeeperPeer peer, string root, int runs, CancellationToken token)
    {
        using var folder = new ScratchFolder();
        ChildCommand Run(string program, params string[] arguments) =>
            new(program, [.. arguments, "--description"]) { WorkingDirectory = folder.Path, Deadline = TimeSpan.FromMinutes(1) };
        var medians = await ChildCost.SecondsInTurnsAsync([Run("dotnet", peer.BuildDll), Run(Path.Combine(root, "build.sh"))], runs, token);
        var (alone, script) = (medians[0], medians[1]);
        return
        [
            new Figure("Starting the program (--description)", $"{alone * 1000:0} ms"),
            new Figure("The same through build.sh, nothing changed", $"{script * 1000:0} ms ({(script - alone) * 1000:+0;-0;0} ms)"),
        ];
    }
}
