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
/// <param name="target">The database.</param>
/// <param name="connection">The session that applies; nobody else uses it meanwhile.</param>
/// <param name="migrations">They may all run inside a transaction.</param>
/// <param name="limits">How long to wait and run.</param>
/// <param name="time">The clock.</param>
internal sealed class MigrationPipeline(
    TargetDatabase target, NpgsqlConnection connection, IReadOnlyList<Migration> migrations, ApplyLimits limits, TimeProvider time)
{
    private const string Committed = "committed";

    private readonly List<AppliedMigration> _answered = [];
    private readonly MigrationBatch _batch = new(connection);
    private Action<AppliedMigration> _tell = _ => { };
    private Task<ServerProcess>? _preparing;
    private Durability _durability = new(Together: false);
    private int _committed;
    private double _began;

    /// <summary>All that comes before the first of them is sent, once: it asks the session about itself and changes nothing.</summary>
    public Task<ServerProcess> PrepareAsync(CancellationToken token) => _preparing ??= IntroducedAsync(token);

    /// <summary>Applies them.</summary>
    /// <param name="committed">Told of each when it is committed, and on the disk.</param>
    /// <param name="token">Ends it: what is running is rolled back.</param>
    /// <returns>What ended it; null when all of them are applied.</returns>
    public async Task<DeployFailure?> RunAsync(Action<AppliedMigration> committed, CancellationToken token)
    {
        _tell = committed;
        ServerProcess? process = null;
        try
        {
            process = await PrepareAsync(token);
            await new SilenceWatch(target, connection, time).RunAsync(process, _batch.Characters, t => _batch.ExecuteAsync(Note, t), token);
            TellAnswered();
            return null;
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException)
        {
            return await EndAsync(process, e);
        }
    }

    private async Task<ServerProcess> IntroducedAsync(CancellationToken token)
    {
        var (process, hasHistory) = await IntroduceAsync(token);
        if (!hasHistory) AddHistory(migrations[0]);
        foreach (var migration in migrations) AddTransaction(migration, isLast: ReferenceEquals(migration, migrations[^1]));
        _batch.Prepare();
        return process;
    }

    private async Task<DeployFailure?> EndAsync(ServerProcess? process, Exception e)
    {
        if (await IsRolledBackAsync())
        {
            TellAnswered();
            if (e is not PostgresException p) return await InterruptedAsync(e);
            var (migration, statement) = process is null ? (migrations[0], null) : _batch.Place;
            return StatementFailures.From(p, migration, statement, FailureState.RolledBack);
        }

        var failure = process is null
            ? new CommitStatus(target, migrations[0], time, e).Lost("none of it had begun")
            : await AskAsync(process, e);
        if (e is OperationCanceledException && failure is { State: FailureState.RolledBack }) throw e;
        return failure;
    }

    // Who interrupts stops reading, too: what was committed by then is in the history.
    private async Task<DeployFailure?> InterruptedAsync(Exception e)
    {
        var rows = await HistoryTable.ReadAsync(connection, CancellationToken.None);
        TellAll(rows.Select(r => r.Version).ToHashSet(StringComparer.Ordinal));
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

    private void AddTransaction(Migration migration, bool isLast)
    {
        SessionState.AddReset(_batch, migration);
        _batch.Add(migration, "begin");
        _batch.Add(migration, $"select {limits.ToColumns(durable: isLast || !_durability.Together)}");
        _batch.AddFile(migration, limits);
        _batch.Add(migration, "commit");
        _batch.Add(migration, $"select '{Committed}', {SessionState.ClockSql}");
    }

    private void AddHistory(Migration migration)
    {
        _batch.Add(migration, "begin");
        // An old table gets its new columns under ACCESS EXCLUSIVE.
        _batch.Add(migration, $"select {limits.ToColumns()}");
        foreach (var statement in HistoryTable.CreateSql.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            _batch.Add(migration, statement);
        _batch.Add(migration, "commit");
    }

    private void Note(Migration migration, NpgsqlDataReader row)
    {
        if (row.GetValue(0) is double began) _began = began;
        if (row.GetValue(0) is Committed) _answered.Add(Applied(migration, row.GetDouble(1) - _began));
    }

    private void TellAnswered()
    {
        foreach (var migration in _answered.Skip(_committed)) _tell(migration);
        _committed = _answered.Count;
    }

    private void TellAll(IReadOnlySet<string> versions)
    {
        _answered.AddRange(migrations.Skip(_answered.Count).TakeWhile(m => versions.Contains(m.Version)).Select(m => Applied(m, seconds: 0)));
        TellAnswered();
    }

    private AppliedMigration Applied(Migration migration, double seconds) =>
        new(migration.Version, migration.Name, seconds, 1, [], _batch.NoticesOf(migration));

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
    private async Task<DeployFailure?> AskAsync(ServerProcess process, Exception e)
    {
        if (_answered.Count < migrations.Count)
        {
            var status = new CommitStatus(target, migrations[_answered.Count], time, e);
            var versions = await status.VersionsAfterAsync(process, _durability);
            _answered.RemoveAll(m => !versions.Contains(m.Version));
            TellAll(versions);
        }

        TellAnswered();
        return _committed == migrations.Count ? null : new CommitStatus(target, migrations[_committed], time, e).Lost();
    }
}
