using Npgsql;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>Takes the rows of <c>Sql/Contract/writes.sql</c>.</summary>
internal static class WritesReader
{
    /// <summary>The tables that were written to; those that were only locked are left out.</summary>
    public static async Task<List<WrittenTable>> TakeAsync(NpgsqlDataReader reader, CatalogBaseline before, CancellationToken token)
    {
        var written = new List<WrittenTable>();
        while (await reader.ReadAsync(token))
        {
            var stored = before.Tables.GetValueOrDefault(reader.GetFieldValue<uint>(0));
            var (inserted, updated, deleted) = (reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
            var (fileNode, bytes) = (reader.GetFieldValue<uint>(4), reader.GetInt64(5));
            var replaced = stored is not null && stored.FileNode != fileNode;
            if (inserted + updated + deleted == 0 && !replaced) continue;

            // A rewrite inserts nothing that is counted. Rows in a new file are the old ones only then.
            var truncated = replaced && stored!.Bytes > 0 && (bytes == 0 || inserted > 0);
            var of = await reader.IsDBNullAsync(9, token) ? 7 : 9;
            written.Add(new WrittenTable(
                stored?.Name ?? reader.GetString(6), (reader.GetString(of), reader.GetString(of + 1)), inserted, updated, deleted, truncated,
                replaced && !truncated, stored is null));
        }

        return written;
    }
}
