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
            catch (DeployFailure f) when (applied.Count > 0 && f.State != FailureState.Dirty)
            {
                throw Partly(applied, pending.Count, f);
            }
        }

        return applied;
    }

    private static DeployFailure Partly(List<AppliedMigration> applied, int pending, DeployFailure f) =>
        new(f.Code,
            $"{f.Message}\n  {applied.Count} of {pending} pending migrations are applied and stay: {string.Join(", ", applied.Select(a => a.Version))}; "
            + "the one that failed was rolled back.",
            f)
        {
            FailedBy = f.FailedBy,
            State = FailureState.Dirty,
            ExitCode = ExitCode.Unknown,
            SqlState = f.SqlState,
            Problems = f.Problems,
            Next = $"Decide whether the part that is applied may stay. If so: {f.Next}",
        };
}
