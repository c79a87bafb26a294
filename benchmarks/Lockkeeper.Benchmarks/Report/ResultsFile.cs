using Lockkeeper.Benchmarks.Cost;
using Lockkeeper.Benchmarks.Migrations;
using Lockkeeper.Benchmarks.Peers;

namespace Lockkeeper.Benchmarks.Report;

/// <summary>The page that is committed.</summary>
internal static class ResultsFile
{
    public static string Render(string machine, BenchmarkOptions options, IReadOnlyList<Peer> programs, IReadOnlyList<Measurement> measured, IReadOnlyList<Figure> figures)
    {
        var versions = string.Join(", ", programs.Where(p => p.Version.Length > 0).DistinctBy(p => p.Name.Split(',')[0], StringComparer.Ordinal)
            .Select(p => $"{p.Name.Split(',')[0]} {p.Version}"));
        var costs = figures.Count == 0
            ? ""
            : "## What else it costs\n\n" + MarkdownTable.Of(["", "median or peak"], [.. figures.Select(f => (IReadOnlyList<string>)[f.What, f.Value])]);
        return $"""
            # Benchmark results

            Written by `./build.sh --target=Benchmark`; [docs/benchmarks.md](../docs/benchmarks.md) says what is measured and what that does not show.

            {machine}. {versions}. Median of {options.Runs} runs (three above 2 s, one above 5 s); a run that would take more than {options.LimitSeconds:0} s
            is not begun, and its time is estimated from the smaller case.

            {Goals.Of(measured)}{MigrationTables.Of(measured)}{costs}
            """;
    }
}
