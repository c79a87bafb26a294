using Lockkeeper.Catalog;
using Npgsql;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>The rows of <c>Sql/Contract/units.sql</c>.</summary>
/// <param name="Units">
/// What has to be read again, and whether the transaction changed it itself; else it only depends on what was changed. 0 stands for the
/// facts that belong to no unit.
/// </param>
/// <param name="MayMiss">Whether something was removed whose unit is not among them, so that only a comparison of everything is certain.</param>
internal sealed record TouchedUnits(IReadOnlyDictionary<uint, bool> Units, bool MayMiss)
{
    public static async Task<TouchedUnits> TakeAsync(NpgsqlDataReader reader, CatalogBaseline before, CancellationToken token)
    {
        var units = new Dictionary<uint, bool> { [0] = true };
        var removable = new List<(uint, uint)>();
        while (await reader.ReadAsync(token))
        {
            if (!await reader.IsDBNullAsync(0, token)) units[reader.GetFieldValue<uint>(0)] = reader.GetBoolean(1);
            else if (!await reader.IsDBNullAsync(2, token)) removable.Add((reader.GetFieldValue<uint>(2), reader.GetFieldValue<uint>(3)));
        }

        return new TouchedUnits(units, removable.Exists(r => before.Children.TryGetValue(r, out var unit) && !units.ContainsKey(unit)));
    }

    /// <summary>
    /// The facts before and after, where the transaction may have made the difference. In a unit that only depends on what was changed, a
    /// fact can be worded otherwise; that one is gone or new there was somebody else's doing.
    /// </summary>
    public (IEnumerable<CatalogFact> Before, IEnumerable<CatalogFact> After) Comparable(IEnumerable<UnitFact> before, IReadOnlyList<UnitFact> after)
    {
        var was = before.Where(f => Units.ContainsKey(f.Unit)).ToList();
        var (known, found) = (Names(was), Names(after));
        return (was.Where(f => Units[f.Unit] || found.Contains(f.Fact.Object)).Select(f => f.Fact),
            after.Where(f => Units.GetValueOrDefault(f.Unit, true) || known.Contains(f.Fact.Object)).Select(f => f.Fact));
    }

    private HashSet<string> Names(IEnumerable<UnitFact> facts) =>
        facts.Where(f => !Units.GetValueOrDefault(f.Unit, true)).Select(f => f.Fact.Object).ToHashSet(StringComparer.Ordinal);
}
