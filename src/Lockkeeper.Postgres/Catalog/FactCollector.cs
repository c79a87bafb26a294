using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Contracts;
using Npgsql;

namespace Lockkeeper.Postgres.Catalog;

/// <summary>Takes facts from result sets; kinds and parents, which repeat, are kept once.</summary>
internal sealed class FactCollector
{
    private const int Columns = 4;

    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    public List<CatalogFact> Facts { get; } = [];

    /// <summary>For each fact the oid of the relation, routine or type under which it is read again; 0 where it stands alone.</summary>
    public List<uint> Units { get; } = [];

    /// <summary>The facts with their units.</summary>
    public IReadOnlyList<UnitFact> OfUnits => [.. Facts.Zip(Units, (fact, unit) => new UnitFact(fact, unit))];

    /// <summary>Reads every result set of the reader to its end.</summary>
    public async Task TakeAsync(NpgsqlDataReader reader, CancellationToken token)
    {
        do await TakeOneAsync(reader, token);
        while (await reader.NextResultAsync(token));
    }

    /// <summary>Reads the current result set to its end.</summary>
    public async Task TakeOneAsync(NpgsqlDataReader reader, CancellationToken token)
    {
        while (await reader.ReadAsync(token))
        {
            Facts.Add(new CatalogFact(
                Once(reader.GetString(0)),
                reader.GetString(1),
                reader.IsDBNull(2) ? "" : reader.GetString(2),
                reader.IsDBNull(3) ? null : Once(reader.GetString(3))));
            Units.Add(reader.FieldCount > Columns && !reader.IsDBNull(Columns) ? reader.GetFieldValue<uint>(Columns) : 0);
        }
    }

    private string Once(string text)
    {
        if (_known.TryGetValue(text, out var same)) return same;
        _known[text] = text;
        return text;
    }
}
