using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Benchmarks.Workload;

namespace Lockkeeper.Benchmarks.Cost;

/// <summary>One migration of 60 MB: the memory that applying it takes.</summary>
internal static class LargeFile
{
    private const int Length = 60_000_000;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(LockkeeperPeer peer, Server server, CancellationToken token) =>
    [
        await MeasureAsync(peer, server, rows: 1, token),
        await MeasureAsync(peer, server, rows: 1000, token),
    ];

    private static async Task<Figure> MeasureAsync(LockkeeperPeer peer, Server server, int rows, CancellationToken token)
    {
        using var folder = new ScratchFolder();
        LockkeeperPeer.WriteConfiguration(folder.Path);
        Directory.CreateDirectory(Path.Combine(folder.Path, "migrations"));
        var statements = await WriteAsync(Path.Combine(folder.Path, "migrations", "20250101000000_large.sql"), rows, token);
        await server.ResetAsync(token);
        var began = TimeProvider.System.GetTimestamp();
        var peak = await ChildCost.PeakAsync(peer.Apply(folder.Path, server.At()), token);
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return new Figure(
            $"Applying one file of {Length / 1_000_000} MB, {statements:#,0} statements: time, peak memory",
            $"{seconds:0.0} s, {(peak is { } p ? $"{p:0} MB" : "GNU time is not installed")}");
    }

    private static async Task<int> WriteAsync(string path, int rows, CancellationToken token)
    {
        await using var file = new StreamWriter(path);
        await file.WriteAsync("create table public.large (id bigint, name text);\n");
        var (written, statements, filler) = (0L, 1, new string('x', 200));
        for (; written < Length; statements++)
        {
            var sql = $"insert into public.large values {string.Join(",\n", Enumerable.Range(0, rows).Select(r => $"({statements}, '{r} {filler}')"))};\n";
            written += sql.Length;
            await file.WriteAsync(sql.AsMemory(), token);
        }

        return statements;
    }
}
