using Npgsql;

namespace Lockkeeper.Postgres.Catalog;

/// <summary>The tables whose rows are facts, as far as they exist and this role sees them whole.</summary>
internal sealed record RowFacts(IReadOnlyList<string> Queries, IReadOnlyList<string> Unread)
{
    /// <summary>The tables, as the probe names them.</summary>
    public static IReadOnlySet<string> Tables { get; } = new HashSet<string>(StringComparer.Ordinal) { "storage.buckets", "cron.job" };

    /// <summary>The kinds of the facts that are read from them.</summary>
    public static IReadOnlySet<string> Kinds { get; } = new HashSet<string>(StringComparer.Ordinal) { "bucket", "cron job" };

    /// <summary>Pins the session's settings for the rest of the transaction and looks for the tables, in one round trip.</summary>
    public static async Task<RowFacts> ProbeAsync(NpgsqlConnection connection, CancellationToken token)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(CatalogQueries.Session));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(CatalogQueries.Probe));
        await using var reader = await batch.ExecuteReaderAsync(token);
        await reader.NextResultAsync(token);

        var queries = new List<string>();
        var unread = new List<string>();
        while (await reader.ReadAsync(token))
        {
            if (reader.GetBoolean(2)) queries.Add(CatalogQueries.Rows(reader.GetString(0)));
            else unread.Add(reader.GetString(1));
        }

        return new RowFacts(queries, unread);
    }
}
