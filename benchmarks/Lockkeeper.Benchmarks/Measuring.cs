using Lockkeeper.Benchmarks.Cost;
using Lockkeeper.Benchmarks.Migrations;
using Lockkeeper.Benchmarks.Peers;
using Lockkeeper.Benchmarks.Report;
using Lockkeeper.Benchmarks.Workload;

namespace Lockkeeper.Benchmarks;

/// <summary>Everything that is measured, one after the other: two at a time would measure each other.</summary>
internal sealed class Measuring(BenchmarkOptions options)
{
    private static readonly string Root = FindRoot();

    public async Task RunAsync(CancellationToken token)
    {
        var program = Path.Combine(Root, "artifacts", "lockkeeper", "Build.dll");
        if (!File.Exists(program)) throw new FileNotFoundException("Lockkeeper is not built: run ./build.sh --description first.", program);
        var us = new LockkeeperPeer(program);
        await using var server = await Server.StartAsync(onDisk: false, token);
        IReadOnlyList<Peer> programs = [us, .. await new PeerPrograms(Path.Combine(Root, "artifacts", "benchmarks", "peers"), Tell).FindAsync(token)];
        var figures = await FiguresAsync(us, server, token);
        var wanted = options.Wants("migrations") ? programs : [.. programs.Where(p => options.Wants(p.Name))];
        var measured = await new MigrationBenchmark(server, onDisk: false, options, Tell).RunAsync(wanted, token);
        await using (var disk = await Server.StartAsync(onDisk: true, token))
            measured = [.. measured, .. await new MigrationBenchmark(disk, onDisk: true, options, Tell).RunAsync(wanted, token)];

        await using var connection = await server.OpenAsync("postgres", token);
        var page = ResultsFile.Render(await Machine.DescribeAsync(connection, token), options, programs, measured, figures);
        await Console.Out.WriteLineAsync(page);
        if (options.Write && options.Only.Count == 0) await File.WriteAllTextAsync(Path.Combine(Root, "benchmarks", "results.md"), page, token);
    }

    private async Task<IReadOnlyList<Figure>> FiguresAsync(LockkeeperPeer us, Server server, CancellationToken token)
    {
        var figures = new List<Figure>();
        if (options.Wants("starting")) figures.AddRange(await Starting.MeasureAsync(us, Root, options.Runs, token));
        if (options.Wants("large-file")) figures.AddRange(await LargeFile.MeasureAsync(us, server, token));
        if (options.Wants("splitting")) figures.AddRange(Splitting.Measure());
        if (options.Wants("catalog")) figures.AddRange(await CatalogReading.MeasureAsync(server, token));
        if (options.Wants("digest")) figures.AddRange(await Digesting.MeasureAsync(server, token));
        if (options.Names("backup")) figures.AddRange(await BackingUp.MeasureAsync(us, server, Tell, token));
        foreach (var figure in figures) Tell($"{figure.What}: {figure.Value}");
        return figures;
    }

    private static void Tell(string line) => Console.Error.WriteLine($"  {line}");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Lockkeeper.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException("The benchmarks do not run below the repository.");
    }
}
