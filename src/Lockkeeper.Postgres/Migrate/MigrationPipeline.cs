using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Several migrations in a constant number of round trips: all go out in one batch, each in its own transaction with its history row. The
/// server stops at the first failure; what was committed before it stays.
/// </summary>
internal sealed class MigrationPipeline(
    TargetDatabase target, NpgsqlConnection connection, ApplyLimits limits, TimeProvider time, Action<AppliedMigration> committed)
{
    private const string Committed = "committed";

    private int _committed;
    private double _seconds;

    /// <summary>Applies migrations that may all run inside a transaction; each is told when it is committed.</summary>
    /// <returns>What ended it; null when all of them are applied.</returns>
    public async Task<DeployFailure?> RunAsync(IReadOnlyList<Migration> migrations, CancellationToken token)
    {
        var (backend, hasHistory) = await IntroduceAsync(token);
        await using var batch = new MigrationBatch(connection);
        if (!hasHistory) AddHistory(batch, migrations[0]);
        foreach (var migration in migrations) AddTransaction(batch, migration);
        try
        {
            await batch.ExecuteAsync((migration, row) => Note(batch, migration, row), token);
            return null;
        }
        catch (PostgresException e) when (!StatementFailures.EndsSession(e))
        {
            await RollBackAsync();
            var (migration, statement) = batch.Place;
            return StatementFailures.From(e, migration, statement, FailureState.RolledBack);
        }
        catch (OperationCanceledException)
        {
            await RollBackAsync();
            throw;
        }
        catch (NpgsqlException e)
        {
            return await AskAsync(migrations, batch, backend, e);
        }
    }

    // Both in one round trip: the server's process, so that its end can be seen when the connection is lost, and the history's columns.
    private async Task<(int Backend, bool HasHistory)> IntroduceAsync(CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"select pg_catalog.pg_backend_pid(), ({HistoryTable.ColumnsSql})", connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return (reader.GetInt32(0), await reader.GetFieldValueAsync<string[]>(1, token) is { Length: 3 });
    }

    private void AddTransaction(MigrationBatch batch, Migration migration)
    {
        SessionState.AddReset(batch, migration);
        batch.Add(migration, "begin");
        foreach (var limit in limits.ToStatements()) batch.Add(migration, limit);
        batch.AddFile(migration);
        batch.Add(migration, "select extract(epoch from pg_catalog.clock_timestamp() - pg_catalog.transaction_timestamp())::float8");
        batch.Add(migration, "commit");
        batch.Add(migration, $"select '{Committed}'");
    }

    private static void AddHistory(MigrationBatch batch, Migration migration)
    {
        batch.Add(migration, "begin");
        foreach (var statement in HistoryTable.CreateSql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            batch.Add(migration, statement);
        batch.Add(migration, "commit");
    }

    private void Note(MigrationBatch batch, Migration migration, NpgsqlDataReader row)
    {
        if (row.GetValue(0) is double seconds) _seconds = seconds;
        if (row.GetValue(0) is Committed) Tell(migration, _seconds, batch.NoticesOf(migration));
    }

    private void Tell(Migration migration, double seconds, IReadOnlyList<string> notices)
    {
        _committed++;
        committed(new AppliedMigration(migration.Version, migration.Name, seconds, 1, [], notices));
    }

    private async Task RollBackAsync()
    {
        if (connection.FullState != System.Data.ConnectionState.Open) return;
        await using var rollback = new NpgsqlCommand("rollback", connection);
        await rollback.ExecuteNonQueryAsync(CancellationToken.None);
    }

    // Answers were lost: what the history holds, once the session is over, is what was committed.
    private async Task<DeployFailure?> AskAsync(IReadOnlyList<Migration> migrations, MigrationBatch batch, int backend, NpgsqlException e)
    {
        if (_committed == migrations.Count) return null;
        var versions = await CommitStatus.VersionsAfterAsync(target, backend, migrations[_committed], time, e);
        foreach (var migration in migrations.Skip(_committed).TakeWhile(m => versions.Contains(m.Version)).ToList())
            Tell(migration, 0, batch.NoticesOf(migration));
        return _committed == migrations.Count ? null : CommitStatus.Lost(migrations[_committed], e);
    }
}
