using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Verdicts;
using Npgsql;

namespace Lockkeeper.Postgres.Monitor;

/// <summary>What the server's statistics say at one moment.</summary>
/// <param name="Values">By the key of the metric.</param>
/// <param name="Missing">Why others are not there; <see cref="Sample.Database"/> where nothing is.</param>
public sealed record ServerReading(IReadOnlyDictionary<string, double> Values, IReadOnlyDictionary<string, string> Missing)
{
    /// <summary>What was not read again because it is too early for that, as <see cref="Sample.NotDue"/> says it.</summary>
    public IReadOnlyList<string> NotDue { get; init; } = [];
}

/// <summary>Reads the server's statistics in one round trip.</summary>
public static class ServerSampler
{
    private static readonly string Sql = EmbeddedSql.Read("Monitoring.sample");

    private static readonly Dictionary<string, string> WhyNot = new(StringComparer.Ordinal)
    {
        ["longestTransaction"] = "this role may not see what other sessions do (pg_read_all_stats)",
        ["replicationLag"] = "no standby is connected, or this role may not see it",
        ["retainedWal"] = "the server is a standby",
    };

    /// <summary>Missing data is told as missing, never as good.</summary>
    public static async Task<ServerReading> ReadAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            await using var command = new NpgsqlCommand(Sql, connection);
            await using var reader = await command.ExecuteReaderAsync(token);
            if (!await reader.ReadAsync(token)) return Nothing("pg_stat_database has no row for this database");
            for (var i = 0; i < reader.FieldCount; i++)
            {
                var key = reader.GetName(i);
                if (await reader.IsDBNullAsync(i, token)) missing[key] = WhyNot.GetValueOrDefault(key, "the server does not show it");
                else values[key] = reader.GetDouble(i);
            }

            return new ServerReading(values, missing);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            return Nothing(e.Message);
        }
    }

    /// <summary>A reading that could not be made, and why.</summary>
    public static ServerReading Nothing(string problem) => new(
        new Dictionary<string, double>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal) { [Sample.Database] = problem });
}
