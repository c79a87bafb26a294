using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Data;
using Npgsql;

namespace Lockkeeper.Pipeline.Rehearsal;

/// <summary>The rows of a copy, all of them: what the contract sees while a plan is applied are the writes that the server counts.</summary>
/// <param name="before">Rows and digests that were restored, as the backup's manifest has them.</param>
/// <param name="columns">The columns of each table before the plan.</param>
internal sealed class CopyData(IReadOnlyList<TableDigest> before, IReadOnlyDictionary<string, IReadOnlyList<string>> columns)
{
    private readonly Dictionary<string, TableDigest> _before = before.ToDictionary(t => t.Table, StringComparer.Ordinal);

    /// <summary>To be called before the plan is applied.</summary>
    public static async Task<CopyData> OfAsync(NpgsqlConnection copy, IReadOnlyList<TableDigest> restored, CancellationToken token) =>
        new(restored, await DataDigest.ColumnsAsync(copy, token));

    /// <summary>Compares the tables that no pending header declares; a column that is new does not count.</summary>
    /// <returns>The tables whose rows are otherwise, and sentences about tables that only have more rows, which needs no declaration.</returns>
    public async Task<(IReadOnlyList<Problem> Problems, IReadOnlyList<string> Notes)> AfterAsync(
        NpgsqlConnection copy, PreservedTables preserved, CancellationToken token)
    {
        var now = await DataDigest.ColumnsAsync(copy, token);
        var differing = (await preserved.ReadAsync(copy, snapshot: null, token)).Where(Differs).ToList();
        if (differing.Count == 0) return ([], []);

        // Of a table that has lost a column, which must be declared, nothing can be compared that the contract has not judged.
        var comparable = differing.Where(t => columns[t.Table].All(c => now[t.Table].Contains(c, StringComparer.Ordinal))).Select(t => t.Table).ToList();
        var again = await DataDigest.ReadAsync(copy, comparable, snapshot: null, columns, token);
        var otherwise = again.Tables.Where(Differs).ToLookup(t => preserved.AllAreMeant && t.Rows > _before[t.Table].Rows);
        return (
            [.. otherwise[false].Select(t => new Problem($"table {t.Table}", $"had {Told(_before[t.Table])} before the plan, and {Told(t)} after it; no header declares it.", ""))],
            [.. otherwise[true].Select(t => $"The plan adds rows to {t.Table}: {_before[t.Table].Rows} before it, {t.Rows} after it.")]);
    }

    private bool Differs(TableDigest now) => _before.TryGetValue(now.Table, out var was) && was != now;

    private static string Told(TableDigest table) => $"{table.Rows} rows with digest {table.Digest}";
}
