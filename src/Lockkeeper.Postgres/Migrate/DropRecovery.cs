using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// DROP INDEX CONCURRENTLY without IF EXISTS leaves nothing that could be looked at: an index that is not there may have been dropped by an
/// attempt that did not get to write the history, or may be a slip of the pen. So the attempt leaves a mark before it begins, in the
/// comment of the history table, which goes with the history row.
/// </summary>
/// <param name="migration">The migration.</param>
/// <param name="index">The index as written.</param>
internal sealed class DropRecovery(Migration migration, string index)
{
    private const string Comment = "pg_catalog.obj_description(pg_catalog.to_regclass('supabase_migrations.schema_migrations'), 'pg_class')";

    private readonly string _mark = $"[lockkeeper: {migration.Version} drops {index.Replace(']', '_')}]";

    private bool _marked;

    /// <summary>Null for every statement that needs no mark.</summary>
    public static DropRecovery? For(Migration migration, IndexStatement? statement) =>
        statement is { Action: IndexAction.Drop, IfExists: false, Name: { } index } ? new DropRecovery(migration, index) : null;

    /// <summary>Marks the attempt where there is something to drop.</summary>
    /// <param name="connection">Outside any transaction.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>What was found, in words; null where the statement is to run.</returns>
    /// <exception cref="DeployFailure">Refused: the index is not there, and no attempt of ours has begun to drop it.</exception>
    public async Task<string?> PrepareAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (await AskAsync(connection, "select pg_catalog.to_regclass($1) is not null", index, token) is true)
        {
            await MarkAsync(connection, token);
            return null;
        }

        _marked = await AskAsync(connection, $"select coalesce(position($1 in {Comment}) > 0, false)", _mark, token) is true;
        return _marked ? $"index {index} is not there: an earlier attempt dropped it and did not get to write the history" : throw Absent();
    }

    /// <summary>Takes the mark away, in the transaction that writes the history row.</summary>
    public async Task ClearAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (_marked) await CommentAsync(connection, "", token);
    }

    // A role that may not comment on the table goes without: after a crash a person has to say that the index was dropped.
    private async Task MarkAsync(NpgsqlConnection connection, CancellationToken token)
    {
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            if (!await HistoryTable.ExistsAsync(connection, token))
            {
                await using var create = new NpgsqlCommand(HistoryTable.CreateSql, connection);
                await create.ExecuteNonQueryAsync(token);
            }

            await CommentAsync(connection, _mark, token);
            await transaction.CommitAsync(token);
            _marked = true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            _marked = false;
        }
    }

    // What others wrote there stays; COMMENT takes no parameter, so the server quotes the text itself.
    private static async Task CommentAsync(NpgsqlConnection connection, string mark, CancellationToken token)
    {
        var sql = await AskAsync(
            connection,
            $"""
            select format('comment on table supabase_migrations.schema_migrations is %L',
                          nullif(regexp_replace(coalesce({Comment}, ''), '\[lockkeeper: [0-9]{"{14}"} drops [^]]*\]', '', 'g') || $1, ''))
            """,
            mark, token);
        await using var command = new NpgsqlCommand((string)sql!, connection);
        await command.ExecuteNonQueryAsync(token);
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql, string parameter, CancellationToken token)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new NpgsqlParameter { Value = parameter } } };
        return await command.ExecuteScalarAsync(token);
    }

    private DeployFailure Absent() => DeployFailure.Refused(
        FailureCode.MigrationFailed,
        $"{migration.FileName}:{StandaloneAftermath.Statement(migration).CodeLine}: there is no index {index}, and no earlier attempt at this file has begun to drop one.",
        $"If it was dropped by hand, record that: ./build.sh --target=Repair --environment=… --applied={migration.Version}; if it need not be there, "
            + "write DROP INDEX CONCURRENTLY IF EXISTS; else correct its name.");
}
