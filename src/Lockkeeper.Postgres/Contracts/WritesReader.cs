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
            var table = Read(reader, before);
            if (table.Inserted + table.Updated + table.Deleted + table.DroppedColumns > 0 || table.Truncated || table.Rewritten) written.Add(table);
        }

        return written;
    }

    private static WrittenTable Read(NpgsqlDataReader reader, CatalogBaseline before)
    {
        var name = reader.GetString(6);
        var (inserted, bytes) = (reader.GetInt64(1), reader.GetInt64(5));
        var stored = before.Tables.GetValueOrDefault(reader.GetFieldValue<uint>(0));
        // A table of the same name was there, and it was another one: its rows went with it.
        var madeAgain = stored is null && before.ByName.ContainsKey(name);
        var replaced = stored is not null && stored.FileNode != reader.GetFieldValue<uint>(4);
        // A rewrite inserts nothing that is counted: rows in a new file are the old ones only where nothing was inserted.
        var truncated = madeAgain || (replaced && stored!.Bytes > 0 && (bytes == 0 || inserted > 0));
        var partition = !reader.IsDBNull(9);
        var of = partition ? 9 : 7;
        return new WrittenTable(
            stored?.Name ?? name, (reader.GetString(of), reader.GetString(of + 1)), partition ? reader.GetString(11) : null,
            inserted, reader.GetInt64(2), reader.GetInt64(3), truncated, replaced && !truncated, stored is null && !madeAgain, reader.GetInt64(12));
    }
}
