using System.Text;
using Lockkeeper.Benchmarks.Migrations;

namespace Lockkeeper.Benchmarks.Report;

/// <summary>A table for each network and place: seconds, and how many times Lockkeeper's.</summary>
internal static class MigrationTables
{
    public const string Us = "Lockkeeper";

    public static string Of(IReadOnlyList<Measurement> measured)
    {
        var text = new StringBuilder();
        foreach (var table in measured.GroupBy(m => (m.OnDisk, m.RoundTrip)))
        {
            var (onDisk, roundTrip) = table.Key;
            text.Append($"## Migrations at {roundTrip} ms round trip, the server's files {(onDisk ? "on disk" : "in memory")}\n\n");
            text.Append("Seconds, and in brackets how many times Lockkeeper's.\n\n").Append(Table([.. table])).Append('\n');
            if (roundTrip > 0) text.Append("Connections and round trips after login, for the same runs:\n\n").Append(Traffic([.. table])).Append('\n');
        }

        return text.ToString();
    }

    private static string Table(List<Measurement> measured) => Table(measured, cell => Cell(measured, cell));

    private static string Traffic(List<Measurement> measured) =>
        Table(measured, cell => cell.Traffic is { } t ? $"{t.Connections} / {t.RoundTrips}" : cell.Note is null ? "" : "–");

    private static string Table(List<Measurement> measured, Func<Measurement, string> cell)
    {
        var cases = measured.Select(m => (m.Count, m.Fresh)).Distinct().OrderByDescending(c => c.Fresh).ThenBy(c => c.Count).ToList();
        var rows = measured.Select(m => m.Program).Distinct(StringComparer.Ordinal).Select(program => (IReadOnlyList<string>)
        [
            program,
            .. cases.Select(c => Find(measured, program, c) is { } found ? cell(found) : "–"),
        ]);
        return MarkdownTable.Of(["", .. cases.Select(c => $"{c.Count} {(c.Fresh ? "fresh" : "no-op")}")], [.. rows]);
    }

    private static string Cell(List<Measurement> measured, Measurement cell)
    {
        if (cell.Seconds is not { } seconds) return cell.Note ?? "–";
        var ours = Find(measured, Us, (cell.Count, cell.Fresh))?.Seconds;
        return ours is null || cell.Program is Us ? $"{seconds:0.00}" : $"{seconds:0.00} ({seconds / ours:0.0}×)";
    }

    private static Measurement? Find(List<Measurement> measured, string program, (int Count, bool Fresh) at) =>
        measured.LastOrDefault(m => string.Equals(m.Program, program, StringComparison.Ordinal) && m.Count == at.Count && m.Fresh == at.Fresh);
}
