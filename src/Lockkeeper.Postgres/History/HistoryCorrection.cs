using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.History;

/// <summary>Changes named rows of the history, all of them or none.</summary>
/// <param name="target">The database.</param>
/// <param name="lockTimeout">The longest wait for a lock.</param>
public sealed class HistoryCorrection(TargetDatabase target, TimeSpan lockTimeout)
{
    /// <summary>One transaction. A row that is no longer as it was read makes it change nothing at all.</summary>
    /// <exception cref="DeployFailure">Refused, or nobody knows whether COMMIT took effect.</exception>
    public async Task ApplyAsync(IReadOnlyList<HistoryChange> changes, CancellationToken token)
    {
        await using var connection = await target.ConnectAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        await PrepareAsync(connection, token);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var change in changes) batch.BatchCommands.Add(Command(change));
        await batch.ExecuteNonQueryAsync(token);
        for (var i = 0; i < changes.Count; i++)
        {
            // Each command names its row with all its columns: 0 means that it is another row now.
            if (batch.BatchCommands[i].RecordsAffected != 1) throw Changed(changes[i]);
        }

        try
        {
            // Once COMMIT is on its way nobody may interrupt it.
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException e)
        {
            throw Unknown(e);
        }
    }

    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var create = await HistoryTable.ExistsAsync(connection, token) ? "" : HistoryTable.CreateSql;
        await using var command = new NpgsqlCommand(
            $"set local lock_timeout = {(int)lockTimeout.TotalMilliseconds}; set local client_connection_check_interval = 500; {create}", connection);
        await command.ExecuteNonQueryAsync(token);
    }

    private static NpgsqlBatchCommand Command(HistoryChange change) => change switch
    {
        { Before: null, After: { } after } => With(
            "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3) on conflict do nothing", after),
        { Before: { } before, After: null } => With(
            "delete from supabase_migrations.schema_migrations where version = $1 and name is not distinct from $2 and statements is not distinct from $3",
            before),
        { Before: { } before, After: { } after } => With(
            """
            update supabase_migrations.schema_migrations set name = $4, statements = $5
            where version = $1 and name is not distinct from $2 and statements is not distinct from $3
            """,
            before,
            after),
        _ => throw new ArgumentException($"{change.Version} is neither before nor after in the history.", nameof(change)),
    };

    private static NpgsqlBatchCommand With(string sql, HistoryRow row, HistoryRow? after = null)
    {
        var command = new NpgsqlBatchCommand(sql)
        {
            Parameters = { HistoryTable.Text(row.Version), HistoryTable.Text(row.Name), HistoryTable.Texts(row.Statements) },
        };
        if (after is null) return command;
        command.Parameters.Add(HistoryTable.Text(after.Name));
        command.Parameters.Add(HistoryTable.Texts(after.Statements));
        return command;
    }

    private static DeployFailure Changed(HistoryChange change) => DeployFailure.Refused(
        FailureCode.HistoryChanged,
        $"The row of {change.DisplayName} was changed by somebody else after it had been read; nothing was corrected.",
        "Find out who works on this database, look at --target=Status, then run the same command again.");

    private DeployFailure Unknown(NpgsqlException e) =>
        new(FailureCode.CommitUnknown, $"The connection to {target.Name} was lost while the correction of the history was committed: all of it is done, or nothing.", e)
        {
            FailedBy = FailureSource.Link,
            State = FailureState.Dirty,
            ExitCode = ExitCode.Unknown,
            Next = "When the server answers again, run --target=Status: it tells what the history says.",
        };
}
