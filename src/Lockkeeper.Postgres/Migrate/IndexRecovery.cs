using Lockkeeper.Migrations;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// A CONCURRENTLY statement cannot be rolled back, and a crash can come between it and its history row. So before it runs, the database
/// is asked how far an earlier attempt has come.
/// </summary>
internal sealed class IndexRecovery(NpgsqlConnection connection)
{
    private const string Built = """
        select format('%I.%I', n.nspname, c.relname)
        from pg_catalog.pg_class c join pg_catalog.pg_index i on i.indexrelid = c.oid join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where i.indrelid = to_regclass($2) and c.relname = (parse_ident($1))[1] and i.indisvalid
        """;

    /// <summary>Clears away what an earlier attempt left half built.</summary>
    /// <returns>What was found, in words; and whether the statement has taken effect already.</returns>
    public async Task<(string? Found, bool Done)> PrepareAsync(IndexStatement statement, CancellationToken token)
    {
        // Another index under that name, or one that somebody is building: the server's own error tells it best.
        if (await BuiltAsync(statement, token) is { } index)
            return ($"index {index} is built and valid: an earlier attempt did not get to write the history", true);
        var left = await InvalidIndexes.OfAsync(connection, statement, token);
        foreach (var invalid in left) await DropAsync(invalid, token);
        return (left.Count == 0 ? null : $"dropped the invalid index {string.Join(", ", left)} that an earlier attempt left behind", false);
    }

    /// <summary>Removes an index without blocking anybody; waits for old transactions only as long as the statement_timeout allows.</summary>
    public async Task DropAsync(string index, CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"drop index concurrently if exists {index}", connection);
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>The index that a CREATE builds, where it is there and valid; its qualified name.</summary>
    public async Task<string?> BuiltAsync(IndexStatement statement, CancellationToken token)
    {
        if (statement is not { Action: IndexAction.Create, Name: { } name, Table: { } table }) return null;
        string? index;
        await using (var command = new NpgsqlCommand(Built, connection)
        {
            Parameters = { new NpgsqlParameter { Value = name }, new NpgsqlParameter { Value = table } },
        })
        {
            index = await command.ExecuteScalarAsync(token) as string;
        }

        return index is not null && await IndexLikeness.IsSameAsync(connection, statement, index, token) ? index : null;
    }
}
