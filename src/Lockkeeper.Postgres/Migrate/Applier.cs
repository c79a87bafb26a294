using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Rehearsing;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Applies migrations, each with its history row, under bounded lock waits. Between attempts no lock is held, so a blocked migration never
/// makes an outage of it.
/// </summary>
/// <param name="target">The database.</param>
/// <param name="limits">How long to wait and run.</param>
/// <param name="time">The clock of the back-off.</param>
/// <param name="record">Told of every attempt before it begins and after it ended: the ledger.</param>
/// <param name="progress">Told in words.</param>
/// <param name="waits">Told again and again whom a migration waits for, and null when it does no more; null where nobody watches.</param>
/// <param name="beforeCommit">Looks at every transaction before it is committed; null: nobody does.</param>
/// <param name="tracer">Follows every statement, on a throwaway copy; null on a target.</param>
public sealed class Applier(
    TargetDatabase target, ApplyLimits limits, TimeProvider time, Action<LedgerEvent> record, IProgress<string> progress,
    IProgress<LockWait?>? waits = null, BeforeCommit? beforeCommit = null, LockTracer? tracer = null) : IAsyncDisposable
{
    private readonly Blockers _blockers = new(target, time, progress, waits);
    private readonly Attempts _attempts = new(limits.Deadline, time, record, progress);
    private readonly CancellationTokenSource _over = new();
    private NpgsqlConnection? _connection;
    private Task<MigrationPipeline>? _prepared;

    /// <summary>Applies one migration and returns when it is committed.</summary>
    /// <exception cref="DeployFailure">It was not applied; State says what is left.</exception>
    public async Task<AppliedMigration> ApplyAsync(Migration migration, CancellationToken token)
    {
        using var wait = _blockers.Begin(migration);
        // The first attempt is on its own: nearly always there is nobody in the way. Outside a transaction it may be the only one, and watches itself.
        return await _attempts.RunAsync(
            migration, (number, t) => number == 1 || migration.RunsOutsideTransaction ? AttemptAsync(migration, number, t) : WatchedAsync(migration, number, t), token);
    }

    /// <summary>Begins what <see cref="ApplyAllAsync"/> does before it sends the first of the same migrations; nothing is changed by it.</summary>
    public void Prepare(IReadOnlyList<Migration> migrations)
    {
        if (Together(migrations) is { Count: > 0 } together) _prepared = Task.Run(() => PreparedAsync(together, _over.Token));
    }

    /// <summary>
    /// Applies several migrations in as few round trips as can be: all that may run inside a transaction go out together, each still in its
    /// own. Every one that is committed is recorded before this returns or throws.
    /// </summary>
    /// <exception cref="DeployFailure">One was not applied; those before it were, those after it were not begun.</exception>
    public async Task<IReadOnlyList<AppliedMigration>> ApplyAllAsync(IReadOnlyList<Migration> migrations, CancellationToken token)
    {
        if (beforeCommit is not null) throw new InvalidOperationException("What goes out together is committed before anybody could look at it.");
        var applied = new List<AppliedMigration>();
        while (applied.Count < migrations.Count)
        {
            var together = Together(migrations.Skip(applied.Count));
            var failure = together.Count == 0 ? null : await RunTogetherAsync(together, applied, token);
            if (failure is not null and not { Code: FailureCode.LockTimeout }) throw Recorded(failure, migrations[applied.Count]);
            // What has to wait for locks, or needs no transaction, is applied by itself and with patience; then on with the others.
            if (applied.Count < migrations.Count) applied.Add(await ApplyAsync(migrations[applied.Count], token));
        }

        return applied;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        // What was prepared and not sent still uses the session.
        if (_prepared is not null) await Task.WhenAny(_prepared);
        if (_connection is not null) await _connection.DisposeAsync();
        _over.Dispose();
        await _blockers.DisposeAsync();
    }

    // The first that is not committed is the one that failed; the report shows it as it shows one that was applied by itself.
    private DeployFailure Recorded(DeployFailure failure, Migration migration)
    {
        record(new MigrationStarted(migration.Version, migration.Name, 1));
        // Where nobody knows it stays open.
        if (failure.State == FailureState.RolledBack) record(new MigrationRolledBack(migration.Version, migration.Name, failure.Message));
        return failure;
    }

    private async Task<AppliedMigration> WatchedAsync(Migration migration, int attempt, CancellationToken token)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(token);
        var watching = _blockers.WatchAsync(attempt, await Blockers.BackendAsync(await OpenAsync(token), token), limits.LockTimeout / 4, over.Token);
        try
        {
            return await AttemptAsync(migration, attempt, token);
        }
        finally
        {
            await over.CancelAsync();
            await watching;
        }
    }

    private async Task<AppliedMigration> AttemptAsync(Migration migration, int attempt, CancellationToken token)
    {
        var connection = await OpenAsync(token);
        if (!migration.RunsOutsideTransaction)
            return await new TransactionalMigration(target, connection, limits, time, beforeCommit, tracer).RunAsync(migration, token);
        var standalone = new StandaloneMigration(target, connection, limits, time, _blockers, migration);
        return tracer is null
            ? await standalone.RunAsync(attempt, token)
            : await tracer.AroundAsync(connection, migration, () => standalone.RunAsync(attempt, token), token);
    }

    private async Task<DeployFailure?> RunTogetherAsync(List<Migration> migrations, List<AppliedMigration> applied, CancellationToken token)
    {
        var pipeline = _prepared is null ? await PipelineAsync(migrations, token) : await _prepared.WaitAsync(token);
        _prepared = null;
        return await pipeline.RunAsync(
            migration =>
            {
                applied.Add(migration);
                record(new MigrationStarted(migration.Version, migration.Name, 1));
                record(new MigrationCommitted(migration));
            },
            token);
    }

    private async Task<MigrationPipeline> PreparedAsync(List<Migration> migrations, CancellationToken token)
    {
        var pipeline = await PipelineAsync(migrations, token);
        // What goes wrong is told when it is run.
        await Task.WhenAny(pipeline.PrepareAsync(token));
        return pipeline;
    }

    private async Task<MigrationPipeline> PipelineAsync(List<Migration> migrations, CancellationToken token) =>
        new(target, await OpenAsync(token), migrations, limits, time);

    private static List<Migration> Together(IEnumerable<Migration> migrations) => [.. migrations.TakeWhile(m => !m.RunsOutsideTransaction)];

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken token)
    {
        if (_connection is { FullState: System.Data.ConnectionState.Open }) return _connection;
        if (_connection is not null) await _connection.DisposeAsync();
        return _connection = await target.ConnectAsync(token);
    }
}
