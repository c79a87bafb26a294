using Lockkeeper.Contracts;
using Lockkeeper.Evidence;

namespace Lockkeeper.Rollback;

/// <summary>Which tables' rows must be brought back, as far as it can be known which rows the migrations wrote.</summary>
internal sealed class RowPlanner(TableKeys keys, Fates fates, string backup, List<ManualStep> manual)
{
    public IReadOnlyList<RowReturn> Plan(IReadOnlyList<WrittenRows>? writes)
    {
        if (writes is null)
        {
            manual.Add(new("rows", "nobody counted which rows the migrations wrote (the Supabase CLI applied them).",
                ["-- Where they wrote no rows, undo the schema by hand and then run: ./build.sh --target=Repair --reverted=VERSION"]));
            return [];
        }

        return ReferredFirst([.. writes.GroupBy(w => w.Table, StringComparer.Ordinal).Select(Sum).Where(w => w.Any && IsKept(w.Table)).Select(Return).OfType<RowReturn>()]);
    }

    // Tables before those that refer to them; in a circle the order is anybody's.
    private List<RowReturn> ReferredFirst(List<RowReturn> rows)
    {
        var ordered = new List<RowReturn>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in rows) Visit(row);
        return ordered;

        void Visit(RowReturn row)
        {
            if (!seen.Add(row.Table)) return;
            var referred = keys.ReferencesOf(row.Table);
            foreach (var other in rows.Where(r => referred.Contains(r.Table, StringComparer.Ordinal))) Visit(other);
            ordered.Add(row);
        }
    }

    // A table that is gone comes back whole; one that is new goes whole.
    private bool IsKept(string table) =>
        !fates.Restored.ContainsKey($"table {table}") && !fates.Dropped.ContainsKey($"table {table}") && keys.ColumnsBefore(table).Count > 0;

    private RowReturn? Return(WrittenRows w)
    {
        var key = keys.KeyOf(w.Table);
        if (key.Count == 0 && !(w is { Truncated: true }))
        {
            manual.Add(new($"table {w.Table}", $"the migrations wrote rows of it ({Told(w)}), and it has no primary key that is the same as before.",
                [ManualCommands.Rows(backup, w.Table)]));
            return null;
        }

        if (keys.Now(w.Table, "rule").Any())
        {
            manual.Add(new($"table {w.Table}", $"the migrations wrote rows of it ({Told(w)}), and its rules would rewrite what brings them back.",
                [ManualCommands.Rows(backup, w.Table)]));
            return null;
        }

        var columns = keys.ColumnsBefore(w.Table);
        return new RowReturn(
            w.Table, w.Inserted, w.Updated, w.Deleted, w.Truncated, key, [.. columns.Select(FactSql.Column)],
            [.. columns.Where(c => Definition.Parts(c.Definition).GetValueOrDefault("identity") is not "a").Select(FactSql.Column).Except(key, StringComparer.Ordinal)]);
    }

    private static WrittenRows Sum(IGrouping<string, WrittenRows> of) => new(
        of.Key, of.Sum(w => w.Inserted), of.Sum(w => w.Updated), of.Sum(w => w.Deleted), of.Any(w => w.Truncated), of.Any(w => w.Rewritten));

    private static string Told(WrittenRows w) => w.Truncated ? "emptied" : $"{w.Inserted} inserted, {w.Updated} updated, {w.Deleted} deleted";
}
