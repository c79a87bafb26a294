using Lockkeeper.Benchmarks.Migrations;
using Lockkeeper.Processes;

namespace Lockkeeper.Benchmarks.Cost;

/// <summary>What a run of a program costs.</summary>
internal static class ChildCost
{
    private const string GnuTime = "/usr/bin/time";

    /// <summary>The median of several runs, in seconds.</summary>
    public static async Task<double> SecondsAsync(ChildCommand command, int runs, CancellationToken token)
    {
        var seconds = new List<double>();
        while (seconds.Count < runs) seconds.Add((await ChildProcess.RunAsync(command, token)).Duration.TotalSeconds);
        return Median.Of(seconds);
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
