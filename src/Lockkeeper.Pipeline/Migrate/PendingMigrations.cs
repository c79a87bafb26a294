using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>The one place that applies: a deployment and the target Apply do it in the same way, but for the number of round trips.</summary>
internal sealed class PendingMigrations(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    private readonly List<AppliedMigration> _applied = [];

    /// <summary>Applies them one after the other and stops at the first that fails; what is committed before it stays.</summary>
    /// <exception cref="DeployFailure">Rolled back, or partly applied; State says which.</exception>
    public Task<IReadOnlyList<AppliedMigration>> ApplyAsync(TargetDatabase target, IReadOnlyList<Migration> pending, CancellationToken token) =>
        RunAsync(target, pending, async applier =>
        {
            foreach (var migration in pending)
            {
                token.ThrowIfCancellationRequested();
                services.Progress.Report($"applying {migration.FileName}");
                await applier.ApplyAsync(migration, token);
            }
        });

    /// <summary>The same in as few round trips as can be: nothing is looked at between two of them.</summary>
    /// <exception cref="DeployFailure">Rolled back, or partly applied; State says which.</exception>
    public Task<IReadOnlyList<AppliedMigration>> ApplyTogetherAsync(TargetDatabase target, IReadOnlyList<Migration> pending, CancellationToken token) =>
        RunAsync(target, pending, applier => applier.ApplyAllAsync(pending, token));

    private async Task<IReadOnlyList<AppliedMigration>> RunAsync(TargetDatabase target, IReadOnlyList<Migration> pending, Func<Applier, Task> apply)
    {
        var limits = new ApplyLimits(options.Locks.LockTimeout, options.Locks.StatementTimeout, options.Locks.Deadline);
        await using var applier = new Applier(target, limits, services.Time, Record, services.Progress);
        try
        {
            await apply(applier);
            return _applied;
        }
        catch (Exception e) when (_applied.Count > 0 && e is (OperationCanceledException or DeployFailure { State: not FailureState.Dirty }))
        {
            throw PartialFailures.Partly(_applied, pending.Count, e);
        }
    }

    private void Record(LedgerEvent happened)
    {
        record(happened);
        if (happened is not MigrationCommitted { Migration: var migration }) return;
        _applied.Add(migration);
        foreach (var notice in migration.Notices) services.Progress.Report(notice);
    }
}
