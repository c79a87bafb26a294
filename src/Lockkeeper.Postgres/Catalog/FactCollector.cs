using Lockkeeper.Catalog;
using Npgsql;

namespace Lockkeeper.Postgres.Catalog;

/// <summary>Takes facts from result sets; kinds and parents, which repeat, are kept once.</summary>
internal sealed class FactCollector
{
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);

    public List<CatalogFact> Facts { get; } = [];

    /// <summary>Reads every result set of the reader to its end.</summary>
    public async Task TakeAsync(NpgsqlDataReader reader, CancellationToken token)
    {
        do
        {
            while (await reader.ReadAsync(token))
            {
                Facts.Add(new CatalogFact(
                    Once(reader.GetString(0)),
                    reader.GetString(1),
                    reader.IsDBNull(2) ? "" : reader.GetString(2),
                    reader.IsDBNull(3) ? null : Once(reader.GetString(3))));
            }
        }
        while (await reader.NextResultAsync(token));
    }

    private string Once(string text)
    {
        if (_known.TryGetValue(text, out var same)) return same;
        _known[text] = text;
        return text;
    }
}
