using Lockkeeper.Benchmarks.Migrations;

namespace Lockkeeper.Benchmarks.Report;

/// <summary>What the project has set itself, beside what was measured: also where it is missed.</summary>
internal static class Goals
{
    private const double NearDbmate = 0.4;
    private const double FarSeconds = 1.0;

    public static string Of(IReadOnlyList<Measurement> measured)
    {
        var rows = measured.GroupBy(m => (m.OnDisk, m.RoundTrip)).SelectMany(t => t.Key.RoundTrip == 0 ? Near([.. t], t.Key.OnDisk) : Far([.. t], t.Key.RoundTrip)).ToList();
        return rows.Count == 0 ? "" : "## Goals\n\n" + MarkdownTable.Of(["", "measured", "reached"], rows) + "\n";
    }

    private static IEnumerable<IReadOnlyList<string>> Far(List<Measurement> table, int roundTrip)
    {
        if (roundTrip == 40 && Seconds(table, MigrationTables.Us, 27, fresh: true) is { } ours)
            yield return Row("27 files at 40 ms within 1.0 s", $"{ours:0.00} s", ours <= FarSeconds);
    }

    private static IEnumerable<IReadOnlyList<string>> Near(List<Measurement> table, bool onDisk)
    {
        var place = onDisk ? "on disk" : "in memory";
        foreach (var fresh in (bool[])[true, false])
        {
            if (Seconds(table, MigrationTables.Us, 27, fresh) is { } ours && Seconds(table, "dbmate", 27, fresh) is { } dbmate)
                yield return Row($"27 files at 0 ms {place}, {(fresh ? "fresh" : "no-op")}: within 0.4 s of dbmate", $"{ours - dbmate:+0.00;-0.00} s", ours - dbmate <= NearDbmate);
        }

        foreach (var count in table.Select(m => m.Count).Where(c => c >= 300).Distinct())
        {
            if (Seconds(table, MigrationTables.Us, count, fresh: true) is not { } ours) continue;
            var peers = table.Where(m => m is { Fresh: true, Seconds: not null } && m.Count == count && m.Program is not MigrationTables.Us && !m.Program.StartsWith("psql", StringComparison.Ordinal))
                .OrderBy(m => m.Seconds).ToList();
            if (peers.Count > 0)
                yield return Row($"{count} files at 0 ms {place}: faster than every peer but psql", $"{ours:0.00} s, {peers[0].Program} {peers[0].Seconds:0.00} s", ours < peers[0].Seconds);
        }
    }

    private static IReadOnlyList<string> Row(string goal, string measured, bool reached) => [goal, measured, reached ? "yes" : "**no**"];

    private static double? Seconds(List<Measurement> table, string program, int count, bool fresh) =>
        table.LastOrDefault(m => string.Equals(m.Program, program, StringComparison.Ordinal) && m.Count == count && m.Fresh == fresh)?.Seconds;
}
