using Lockkeeper.Postgres.Catalog;
using Npgsql;

namespace Lockkeeper.Postgres.Monitor;

/// <summary>A column that the Data API can be asked for.</summary>
public sealed record ExposedColumn(string Schema, string Table, string Column);

/// <summary>Finds what a call through the Data API can read, so that it reaches the database.</summary>
public static class RestTables
{
    private static readonly string Sql = EmbeddedSql.Read("Monitoring.rest_table");

    /// <summary>For each schema that may be exposed a column of a small table that the role may read, the likeliest first; none where there is none.</summary>
    public static async Task<IReadOnlyList<ExposedColumn>> FindAsync(NpgsqlConnection connection, string role, CancellationToken token)
    {
        var found = new List<ExposedColumn>();
        await using var command = new NpgsqlCommand(Sql, connection) { Parameters = { new() { Value = role } } };
        await using var reader = await command.ExecuteReaderAsync(token);
        while (await reader.ReadAsync(token)) found.Add(new ExposedColumn(reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return found;
    }
}
