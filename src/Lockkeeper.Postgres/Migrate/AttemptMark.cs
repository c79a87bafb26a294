using Lockkeeper.Postgres.History;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Some statements leave nothing that tells who ran them: an index that is not there may have been dropped by an attempt that did not get to
/// write the history, or may be a slip of the pen. So the attempt leaves a mark before it begins, in the comment of the history table,
/// which goes with the history row, or when the attempt has failed.
/// </summary>
/// <param name="version">Of the migration.</param>
/// <param name="what">What it is about to do.</param>
internal sealed class AttemptMark(string version, string what)
{
    private const string Comment = "pg_catalog.obj_description(pg_catalog.to_regclass('supabase_migrations.schema_migrations'), 'pg_class')";

    private readonly string _mark = $"[lockkeeper: {version} {what.Replace(']', '_')}]";

    private bool _isSet;

    /// <summary>Whether an earlier attempt left it.</summary>
    public async Task<bool> IsThereAsync(NpgsqlConnection connection, CancellationToken token) =>
        _isSet = await AskAsync(connection, $"select coalesce(position($1 in {Comment}) > 0, false)", _mark, token) is true;

    /// <summary>Leaves it. A role that may not comment on the table goes without: after a crash a person has to say what happened.</summary>
    /// <param name="connection">Outside any transaction.</param>
    /// <param name="token">Ends it.</param>
    public async Task SetAsync(NpgsqlConnection connection, CancellationToken token)
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
            _isSet = true;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            _isSet = false;
        }
    }

    /// <summary>Takes it away: with the history row, in its transaction, or when nothing was done.</summary>
    public async Task ClearAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (_isSet) await CommentAsync(connection, "", token);
    }

    // What others wrote there stays, and marks of other files, too. COMMENT takes no parameter, so the server quotes the text itself.
    private async Task CommentAsync(NpgsqlConnection connection, string mark, CancellationToken token)
    {
        var sql = await AskAsync(
            connection,
            $"""
            select format('comment on table supabase_migrations.schema_migrations is %L',
                          nullif(regexp_replace(coalesce({Comment}, ''), '\[lockkeeper: {version} [^]]*\]', '', 'g') || $1, ''))
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
}
