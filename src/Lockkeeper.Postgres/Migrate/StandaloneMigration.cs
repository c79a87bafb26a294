using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// A migration of one statement that PostgreSQL refuses inside a transaction, such as CREATE INDEX CONCURRENTLY. The history row follows in
/// a transaction of its own.
/// </summary>
internal sealed class StandaloneMigration(TargetDatabase target, NpgsqlConnection connection, ApplyLimits limits, TimeProvider time)
{
    public async Task<AppliedMigration> RunAsync(Migration migration, CancellationToken token)
    {
        var began = time.GetTimestamp();
        await PrepareAsync(token);
        var before = await InvalidIndexes.ReadAsync(connection, token);
        try
        {
            await using var command = new NpgsqlCommand(Statement(migration).Text, connection);
            await command.ExecuteNonQueryAsync(token);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            throw await FailedAsync(migration, before, e);
        }

        // IF NOT EXISTS skips the invalid index of an earlier attempt and reports success: such an index is as bad as one of our own.
        var text = Statement(migration).Text;
        var invalid = (await InvalidIndexes.ReadAsync(connection, CancellationToken.None))
            .Where(index => !before.Contains(index, StringComparer.Ordinal) || text.Contains(NameOf(index), StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (invalid.Count > 0) throw Dirty(migration, invalid, "after the statement there is an invalid index", inner: null);
        await RecordOrTellAsync(migration);
        return new AppliedMigration(migration.Version, migration.Name, time.GetElapsedTime(began).TotalSeconds, 1, [], []);
    }

    // A lock_timeout would end CONCURRENTLY's own waits and leave an invalid index: it gets the overall deadline instead.
    private async Task PrepareAsync(CancellationToken token)
    {
        await using var discard = new NpgsqlCommand("discard all", connection);
        await discard.ExecuteNonQueryAsync(token);
        await using var command = new NpgsqlCommand(
            $"""
            reset role; set lock_timeout = 0; set client_connection_check_interval = 500;
            set statement_timeout = {ApplyLimits.Milliseconds(limits.Deadline)};
            select {DeploymentLock.HoldApplyingSql}
            """,
            connection);
        await command.ExecuteNonQueryAsync(token);
    }

    // The statement cannot be taken back: a history that does not say so is a state that a person must look at.
    private async Task RecordOrTellAsync(Migration migration)
    {
        try
        {
            await RecordAsync(migration);
        }
        catch (NpgsqlException e)
        {
            throw new DeployFailure(
                FailureCode.MigrationFailed, $"{migration.FileName}: the statement took effect, but the history could not be written: {e.Message}", e)
            {
                FailedBy = e is PostgresException ? FailureSource.Server : FailureSource.Link,
                State = FailureState.Dirty,
                ExitCode = ExitCode.Unknown,
                SqlState = (e as PostgresException)?.SqlState,
                Next = "Let the deploying role write supabase_migrations.schema_migrations, undo the statement by hand, then run the same command again.",
            };
        }
    }

    private async Task RecordAsync(Migration migration)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await HistoryTable.ExistsAsync(connection, CancellationToken.None))
        {
            await using var create = new NpgsqlCommand(HistoryTable.CreateSql, connection);
            await create.ExecuteNonQueryAsync();
        }

        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { HistoryTable.Insert(migration) } };
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private async Task<Exception> FailedAsync(Migration migration, IReadOnlyList<string> before, Exception e)
    {
        IReadOnlyList<string> left;
        try
        {
            await using var fresh = await target.ConnectAsync(CancellationToken.None);
            left = [.. (await InvalidIndexes.ReadAsync(fresh, CancellationToken.None)).Except(before, StringComparer.Ordinal)];
        }
        catch (DeployFailure)
        {
            return Dirty(migration, [], "the connection was lost while the statement ran and the server cannot be asked", e);
        }

        if (left.Count > 0) return Dirty(migration, left, e.Message, e);
        return e switch
        {
            PostgresException p when !StatementFailures.EndsSession(p) => StatementFailures.From(p, migration, Statement(migration), FailureState.RolledBack),
            NpgsqlException n => Dirty(migration, [], $"the connection was lost while the statement ran: {n.Message}", e),
            _ => e,
        };
    }

    private static string NameOf(string index) => index[(index.LastIndexOf('.') + 1)..].Trim('"');

    private static SqlStatement Statement(Migration migration) => migration.Statements.First(s => s.Kind != SqlStatementKind.Comment);

    private static DeployFailure Dirty(Migration migration, IReadOnlyList<string> invalid, string why, Exception? inner)
    {
        var drops = string.Concat(invalid.Select(index => $"\n    drop index concurrently if exists {index};"));
        return new DeployFailure(FailureCode.MigrationFailed, $"{migration.FileName}:{Statement(migration).CodeLine}: {why}", inner)
        {
            FailedBy = FailureSource.Server,
            State = FailureState.Dirty,
            ExitCode = ExitCode.Unknown,
            SqlState = (inner as PostgresException)?.SqlState,
            Next = invalid.Count > 0
                ? $"Remove what is left, then run the same command again:{drops}"
                : "See in the database whether the statement took effect (--target=Status shows the history), then run the same command again.",
        };
    }
}
