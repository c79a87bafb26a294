using Lockkeeper.Migrations;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Whether an index that is there is the one that a statement builds. The server itself builds the statement's index on an empty table of
/// the same columns, in a transaction that is rolled back, and both are compared as it writes them down: order, method, expressions,
/// condition and all.
/// </summary>
internal static class IndexLikeness
{
    // What stands behind the names, which differ. An index behind a constraint was not made by CREATE INDEX.
    private const string Same = """
        select a.indisunique = b.indisunique
           and not exists (select from pg_catalog.pg_constraint where conindid = a.indexrelid and contype in ('p', 'u', 'x'))
           and regexp_replace(pg_catalog.pg_get_indexdef(a.indexrelid), w.head, '') = regexp_replace(pg_catalog.pg_get_indexdef(b.indexrelid), w.head, '')
        from pg_catalog.pg_index a, pg_catalog.pg_index b,
             (select '^CREATE (UNIQUE )?INDEX ("([^"]|"")*"|[^" ]+) ON (ONLY )?("([^"]|"")*"|[^" .]+)\.("([^"]|"")*"|[^" .]+) ') w (head)
        where a.indexrelid = to_regclass($1) and b.indrelid = to_regclass('pg_temp.lockkeeper_likeness')
        """;

    /// <summary>False also where the server cannot build the statement's index: then its error tells what is wrong.</summary>
    /// <param name="connection">Outside any transaction.</param>
    /// <param name="statement">A CREATE INDEX with name and table.</param>
    /// <param name="index">The index that is there, qualified and quoted.</param>
    /// <param name="token">Ends the comparison.</param>
    public static async Task<bool> IsSameAsync(NpgsqlConnection connection, IndexStatement statement, string index, CancellationToken token)
    {
        await using var transaction = await connection.BeginTransactionAsync(token);
        try
        {
            await using var batch = new NpgsqlBatch(connection, transaction)
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand($"create temporary table lockkeeper_likeness (like {statement.Table})"),
                    new NpgsqlBatchCommand($"create {(statement.Unique ? "unique " : "")}index on pg_temp.lockkeeper_likeness {statement.Definition}"),
                },
            };
            await batch.ExecuteNonQueryAsync(token);
            await using var command = new NpgsqlCommand(Same, connection, transaction) { Parameters = { new NpgsqlParameter { Value = index } } };
            return await command.ExecuteScalarAsync(token) is true;
        }
        catch (PostgresException e) when (!StatementFailures.EndsSession(e) && e.SqlState is not (PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected))
        {
            return false;
        }
    }
}
