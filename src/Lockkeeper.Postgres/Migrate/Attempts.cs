using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Npgsql;
using Polly;

namespace Lockkeeper.Postgres.Migrate;

/// <summary>
/// Attempts at one migration until its locks are had or the deadline has passed, whatever applies it. Between attempts no lock is held, so
/// a blocked migration never makes an outage of it.
/// </summary>
/// <param name="deadline">For all attempts at one migration together.</param>
/// <param name="time">The clock of the back-off.</param>
/// <param name="record">Told of every attempt before it begins and after it ended: the ledger.</param>
/// <param name="progress">Told in words.</param>
public sealed class Attempts(TimeSpan deadline, TimeProvider time, Action<LedgerEvent> record, IProgress<string> progress)
{
    /// <summary>Applies one migration and returns when it is committed.</summary>
    /// <param name="migration">Which.</param>
    /// <param name="attempt">One attempt; it is given its number, from 1.</param>
    /// <param name="token">Ends the wait and the attempt.</param>
    /// <exception cref="DeployFailure">It was not applied; State says what is left.</exception>
    public async Task<AppliedMigration> RunAsync(
        Migration migration, Func<int, CancellationToken, Task<AppliedMigration>> attempt, CancellationToken token)
    {
        var attempts = 0;
        DeployFailure? left = null;
        AppliedMigration applied;
        try
        {
            applied = await RetryingOnLocks(migration).ExecuteAsync(
                async t =>
                {
                    record(new MigrationStarted(migration.Version, migration.Name, ++attempts));
                    return await OnceAsync(migration, () => attempt(attempts, t), e => left = SaysNothing(e) ? left : e as DeployFailure);
                },
                token);
        }
        catch (Exception e) when (left is { State: FailureState.Dirty } && SaysNothing(e))
        {
            throw left;
        }

        applied = applied with { Attempts = attempts };
        record(new MigrationCommitted(applied));
        return applied;
    }

    private async Task<AppliedMigration> OnceAsync(Migration migration, Func<Task<AppliedMigration>> attempt, Func<Exception, DeployFailure?> left)
    {
        try
        {
            return await attempt();
        }
        catch (Exception e)
        {
            // Where nobody knows, or something stays, the ledger must not say that nothing does: the migration stays open in it.
            if (left(e) is not { State: FailureState.Dirty })
                record(new MigrationRolledBack(migration.Version, migration.Name, e is PostgresException p ? $"{p.MessageText} ({p.SqlState})" : e.Message));
            throw;
        }
    }

    // Interrupted, or cut off, before it could look at what an earlier attempt had left: that attempt's word stands.
    private static bool SaysNothing(Exception e) => e is OperationCanceledException or DeployFailure { Code: FailureCode.ConnectionLost };

    private ResiliencePipeline<AppliedMigration> RetryingOnLocks(Migration migration) =>
        LockRetries.For<AppliedMigration>(migration.FileName, deadline, time, progress);
}
