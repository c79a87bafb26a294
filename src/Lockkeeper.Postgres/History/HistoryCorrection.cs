using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.History;

/// <summary>Changes named rows of the history, all of them or none.</summary>
/// <param name="target">The database.</param>
/// <param name="lockTimeout">The longest wait for a lock.</param>
/// <param name="time">The clock of the patience with a server that has lost us.</param>
public sealed class HistoryCorrection(TargetDatabase target, TimeSpan lockTimeout, TimeProvider time)
{
    /// <summary>One transaction. A row that is no longer as it was read makes it change nothing at all.</summary>
    /// <exception cref="DeployFailure">Refused or rolled back, or nobody knows whether COMMIT took effect.</exception>
    public async Task ApplyAsync(IReadOnlyList<HistoryChange> changes, CancellationToken token)
    {
        string? transactionId = null;
        ServerProcess? process = null;
        var committing = false;
        await using var connection = await target.ConnectAsync(token);
        try
        {
            await using var transaction = await connection.BeginTransactionAsync(token);
            (transactionId, process) = await PrepareAsync(connection, token);
            await WriteAsync(connection, changes, token);
            // Once COMMIT is on its way nobody may interrupt it: its answer decides what is true.
            committing = true;
            var watch = new SilenceWatch(target, connection, time);
            await watch.RunAsync(process, characters: 0, t => transaction.CommitAsync(t), CancellationToken.None);
        }
        catch (NpgsqlException e) when (IsLost(e) && (committing || !token.IsCancellationRequested))
        {
            var status = new CommitStatus(target, "the history", rows => IsDone(changes, rows), time, e);
            if (!await status.IsCommittedAsync(transactionId, process)) throw status.Lost("the server rolled the correction of the history back");
        }
    }

    // What the server refuses, it says; a session that it ends says nothing about a COMMIT under way.
    private static bool IsLost(NpgsqlException e) => e is not PostgresException p || StatementFailures.EndsSession(p);

    // What is to be gone is gone, and what is to be there is there as it is to be.
    private static bool IsDone(IReadOnlyList<HistoryChange> changes, IReadOnlyList<HistoryRow> rows)
    {
        var byVersion = rows.ToDictionary(r => r.Version, StringComparer.Ordinal);
        return changes.All(c => HistoryChange.AreSame(byVersion.GetValueOrDefault(c.Version), c.After));
    }

    private static async Task WriteAsync(NpgsqlConnection connection, IReadOnlyList<HistoryChange> changes, CancellationToken token)
    {
        await using var batch = new NpgsqlBatch(connection);
        foreach (var change in changes) batch.BatchCommands.Add(Command(change));
        await batch.ExecuteNonQueryAsync(token);
        for (var i = 0; i < changes.Count; i++)
        {
            // Each command names its row with all its columns: 0 means that it is another row now.
            if (batch.BatchCommands[i].RecordsAffected != 1) throw Changed(changes[i]);
        }
    }

    private async Task<(string TransactionId, ServerProcess Process)> PrepareAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var create = await HistoryTable.ExistsAsync(connection, token) ? "" : HistoryTable.CreateSql;
        await using var command = new NpgsqlCommand(
            $"""
            set local lock_timeout = {(int)lockTimeout.TotalMilliseconds}; set local client_connection_check_interval = 500;
            select array[pg_catalog.pg_current_xact_id()::text, {ServerProcess.IdSql}];
            {create}
            """,
            connection);
        var answer = (string[])(await command.ExecuteScalarAsync(token))!;
        return (answer[0], new ServerProcess(answer[1]));
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
}
