using Lockkeeper.Benchmarks.Migrations;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Cost;

/// <summary>What a run of a program costs.</summary>
internal static class ChildCost
{
    private const string GnuTime = "/usr/bin/time";

    /// <summary>The median of several runs of each, which take turns, in seconds.</summary>
    public static async Task<IReadOnlyList<double>> SecondsInTurnsAsync(IReadOnlyList<ChildCommand> commands, int runs, CancellationToken token)
    {
        List<List<double>> seconds = [.. commands.Select(_ => new List<double>())];
        for (var run = 0; run < runs; run++)
            for (var i = 0; i < commands.Count; i++) seconds[i].Add((await ChildProcess.RunAsync(commands[i], token)).Duration.TotalSeconds);
        return [.. seconds.Select(Median.Of)];
    }

    /// <summary>The most memory that it held at one time, in MB; null where GNU time is not installed.</summary>
    public static async Task<double?> PeakAsync(ChildCommand command, CancellationToken token)
    {
        if (!File.Exists(GnuTime)) return null;
        var file = Path.GetTempFileName();
        try
        {
            await ChildProcess.RunAsync(command with { Program = GnuTime, Arguments = ["-f", "%M", "-o", file, command.Program, .. command.Arguments] }, token);
            return double.Parse((await File.ReadAllLinesAsync(file, token))[^1]) * 1024 / 1e6;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
