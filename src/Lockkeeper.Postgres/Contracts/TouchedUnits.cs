using Npgsql;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>The rows of <c>Sql/Contract/units.sql</c>.</summary>
/// <param name="Units">What has to be read again; 0 stands for the facts that belong to no unit.</param>
/// <param name="MayMiss">Whether something was removed whose unit is not among them, so that only a comparison of everything is certain.</param>
internal sealed record TouchedUnits(IReadOnlySet<uint> Units, bool MayMiss)
{
    public static async Task<TouchedUnits> TakeAsync(NpgsqlDataReader reader, CatalogBaseline before, CancellationToken token)
    {
        var units = new HashSet<uint> { 0 };
        var removable = new List<(uint, uint)>();
        while (await reader.ReadAsync(token))
        {
            if (await reader.IsDBNullAsync(0, token)) removable.Add((reader.GetFieldValue<uint>(1), reader.GetFieldValue<uint>(2)));
            else units.Add(reader.GetFieldValue<uint>(0));
        }

        return new TouchedUnits(units, removable.Exists(r => before.Children.TryGetValue(r, out var unit) && !units.Contains(unit)));
    }
}
