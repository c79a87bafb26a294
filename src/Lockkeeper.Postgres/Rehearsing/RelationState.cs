using System.Text.Json;

namespace Lockkeeper.Postgres.Rehearsing;

/// <summary>A relation at one moment of a rehearsed migration.</summary>
/// <param name="Oid">Its oid.</param>
/// <param name="Kind">As pg_class.relkind says.</param>
/// <param name="File">The number of its file: another one, and it was made anew.</param>
/// <param name="Name">Qualified, quoted where PostgreSQL would quote it.</param>
/// <param name="Table">Of an index, its table; else 0.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="Scans">How often it was read from one end to the other.</param>
/// <param name="Rows">Rows read in doing so.</param>
internal sealed record RelationState(uint Oid, char Kind, long File, string Name, uint Table, long Bytes, long Scans, long Rows)
{
    public bool IsIndex => Kind is 'i';

    public bool IsTable => Kind is 'r' or 'm';

    /// <summary>Whether somebody can be held up at it: the others are reached through their table.</summary>
    public bool IsLockable => Kind is 'r' or 'p' or 'm' or 'v' or 'f';

    /// <summary>Reads what <c>Sql/Rehearsing</c> writes.</summary>
    public static Dictionary<uint, RelationState> Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.EnumerateArray().Select(Of).ToDictionary(r => r.Oid);
    }

    private static RelationState Of(JsonElement row) => new(
        row[0].GetUInt32(), row[1].GetString()![0], row[2].GetInt64(), row[3].GetString()!, row[4].GetUInt32(), Number(row[5]), Number(row[6]), Number(row[7]));

    // Null for what another statement has dropped in this moment.
    private static long Number(JsonElement value) => value.ValueKind is JsonValueKind.Number ? value.GetInt64() : 0;
}
