using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Several migrations in a constant number of round trips: all go out in one batch, each in its own transaction with its history row. The
/// server stops at the first failure; what was committed before it stays. Nothing is told as applied before it is on the disk.
/// </summary>
internal sealed class MigrationPipeline(
    TargetDatabase target, NpgsqlConnection connection, ApplyLimits limits, TimeProvider time, Action<AppliedMigration> committed)
{
    private const string Committed = "committed";

    private readonly List<AppliedMigration> _answered = [];
    private Durability _durability = new(Together: false);
    private int _committed;
    private double _began;

    /// <summary>Applies migrations that may all run inside a transaction; each is told when it is committed.</summary>
    /// <returns>What ended it; null when all of them are applied.</returns>
    public async Task<DeployFailure?> RunAsync(IReadOnlyList<Migration> migrations, CancellationToken token)
    {
        ServerProcess? process = null;
        var batch = new MigrationBatch(connection);
        try
        {
            (process, var hasHistory) = await IntroduceAsync(token);
            if (!hasHistory) AddHistory(batch, migrations[0]);
            foreach (var migration in migrations) AddTransaction(batch, migration, isLast: ReferenceEquals(migration, migrations[^1]));
            await new SilenceWatch(target, connection, time).RunAsync(
                process, batch.Characters, t => batch.ExecuteAsync((migration, row) => Note(batch, migration, row), t), token);
            TellAnswered();
            return null;
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return await EndAsync(migrations, batch, process, e);
        }
    }

    private async Task<DeployFailure?> EndAsync(IReadOnlyList<Migration> migrations, MigrationBatch batch, ServerProcess? process, Exception e)
    {
        if (await IsRolledBackAsync())
        {
            TellAnswered();
            if (e is not PostgresException p) return await InterruptedAsync(migrations, batch, e);
            var (migration, statement) = process is null ? (migrations[0], null) : batch.Place;
            return StatementFailures.From(p, migration, statement, FailureState.RolledBack);
        }

        var failure = process is null
            ? new CommitStatus(target, migrations[0], time, e).Lost("none of it had begun")
            : await AskAsync(migrations, batch, process, e);
        if (e is OperationCanceledException && failure is { State: FailureState.RolledBack }) throw e;
        return failure;
    }

    // Who interrupts stops reading, too: what was committed by then is in the history.
    private async Task<DeployFailure?> InterruptedAsync(IReadOnlyList<Migration> migrations, MigrationBatch batch, Exception e)
    {
        var rows = await HistoryTable.ReadAsync(connection, CancellationToken.None);
        TellAll(migrations, batch, rows.Select(r => r.Version).ToHashSet(StringComparer.Ordinal));
        return _committed == migrations.Count ? null : throw e;
    }

    // In one round trip: the server's process, so that its end can be seen when the connection is lost, how to wait for the disk, and the
    // history's columns.
    private async Task<(ServerProcess Process, bool HasHistory)> IntroduceAsync(CancellationToken token)
    {
        await using var command = new NpgsqlCommand($"select {ServerProcess.IdSql}, ({HistoryTable.ColumnsSql}), {Durability.MayBeTogetherSql}", connection);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        _durability = new Durability(reader.GetBoolean(2));
        return (new ServerProcess(reader.GetString(0)), await reader.GetFieldValueAsync<string[]>(1, token) is { Length: 3 });
    }

    private void AddTransaction(MigrationBatch batch, Migration migration, bool isLast)
    {
        SessionState.AddReset(batch, migration);
        batch.Add(migration, "begin");
        batch.Add(migration, $"select {limits.ToColumns(durable: isLast || !_durability.Together)}");
        batch.AddFile(migration, limits);
        batch.Add(migration, "commit");
        batch.Add(migration, $"select '{Committed}', {SessionState.ClockSql}");
    }

    private void AddHistory(MigrationBatch batch, Migration migration)
    {
        batch.Add(migration, "begin");
        // An old table gets its new columns under ACCESS EXCLUSIVE.
        batch.Add(migration, $"select {limits.ToColumns()}");
        foreach (var statement in HistoryTable.CreateSql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            batch.Add(migration, statement);
        batch.Add(migration, "commit");
    }

    private void Note(MigrationBatch batch, Migration migration, NpgsqlDataReader row)
    {
        if (row.GetValue(0) is double began) _began = began;
        if (row.GetValue(0) is Committed) _answered.Add(Applied(migration, row.GetDouble(1) - _began, batch));
    }

    private void TellAnswered()
    {
        foreach (var migration in _answered.Skip(_committed)) committed(migration);
        _committed = _answered.Count;
    }

    private void TellAll(IReadOnlyList<Migration> migrations, MigrationBatch batch, IReadOnlySet<string> versions)
    {
        _answered.AddRange(migrations.Skip(_answered.Count).TakeWhile(m => versions.Contains(m.Version)).Select(m => Applied(m, seconds: 0, batch)));
        TellAnswered();
    }

    private static AppliedMigration Applied(Migration migration, double seconds, MigrationBatch batch) =>
        new(migration.Version, migration.Name, seconds, 1, [], batch.NoticesOf(migration));

    // False when there is no connection on which to do it. What was committed before is then on the disk.
    private async Task<bool> IsRolledBackAsync()
    {
        if (connection.FullState != System.Data.ConnectionState.Open) return false;
        try
        {
            await using var rollback = new NpgsqlCommand("rollback", connection);
            await rollback.ExecuteNonQueryAsync(CancellationToken.None);
            await _durability.WaitAsync(connection, CancellationToken.None);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    // Answers were lost: what the history holds, once the session is over, is what was committed. What was answered before may be gone, too, when
    // the server crashed; but for the last one, which has waited for the disk.
    private async Task<DeployFailure?> AskAsync(IReadOnlyList<Migration> migrations, MigrationBatch batch, ServerProcess process, Exception e)
    {
        if (_answered.Count < migrations.Count)
        {
            var status = new CommitStatus(target, migrations[_answered.Count], time, e);
            var versions = await status.VersionsAfterAsync(process, _durability);
            _answered.RemoveAll(m => !versions.Contains(m.Version));
            TellAll(migrations, batch, versions);
        }

        TellAnswered();
        return _committed == migrations.Count ? null : new CommitStatus(target, migrations[_committed], time, e).Lost();
    }
}
