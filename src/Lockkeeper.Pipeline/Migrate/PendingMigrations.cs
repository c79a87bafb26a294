using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>The one place that applies: a deployment and the target Apply do it in the same way.</summary>
internal sealed class PendingMigrations(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    /// <summary>Applies them in order and stops at the first that fails; what is committed before it stays.</summary>
    /// <exception cref="DeployFailure">Rolled back, or partly applied; State says which.</exception>
    public async Task<IReadOnlyList<AppliedMigration>> ApplyAsync(TargetDatabase target, IReadOnlyList<Migration> pending, CancellationToken token)
    {
        var limits = new ApplyLimits(options.Locks.LockTimeout, options.Locks.StatementTimeout, options.Locks.Deadline);
        await using var applier = new Applier(target, limits, services.Time, record, services.Progress);
        var applied = new List<AppliedMigration>();
        foreach (var migration in pending)
        {
            try
            {
                token.ThrowIfCancellationRequested();
                services.Progress.Report($"applying {migration.FileName}");
                applied.Add(await applier.ApplyAsync(migration, token));
                foreach (var notice in applied[^1].Notices) services.Progress.Report(notice);
            }
            catch (Exception e) when (applied.Count > 0 && e is (OperationCanceledException or DeployFailure { State: not FailureState.Dirty }))
            {
                throw PartialFailures.Partly(applied, pending.Count, e);
            }
        }

        return applied;
    }
}
