using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Contracts;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Rollback;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Rollback;

namespace Lockkeeper.Pipeline.Rollback;

/// <summary>
/// Undoes what a deployment committed, and only that: every row that was written since stays. All of it in one transaction, or nothing.
/// </summary>
public sealed class RollbackPhase(DeployOptions options, PipelineServices services, Action<LedgerEvent> record)
{
    /// <summary>Plans, reads what is needed of the backup, and does it.</summary>
    /// <param name="target">Where; whoever calls holds its deployment lock and has made sure that it is the deployment's target.</param>
    /// <param name="deployment">What is undone.</param>
    /// <param name="token">Ends it: the transaction is rolled back.</param>
    /// <exception cref="DeployFailure">Refused, left to a person, or failed; nothing was changed unless State is Dirty.</exception>
    public async Task<RollbackEvidence> RunAsync(TargetDatabase target, DeploymentRecord deployment, CancellationToken token)
    {
        var versions = deployment.Applied.Select(m => m.Version).ToList();
        var baseline = await ReadAsync(target, deployment, token);
        await using var material = await RollbackMaterial.OpenAsync(deployment.Backup, services.Containers, token);
        // Rows come back in one statement however long that takes: what is bounded is the wait for locks.
        var limits = new ApplyLimits(options.Locks.LockTimeout, TimeSpan.Zero, options.Locks.Deadline);
        var plan = await PlanAsync(target, deployment, baseline, material.Contents, limits, token);
        if (plan.Manual.Count > 0) throw LeftToPerson(deployment, plan, plan.Manual);
        services.Progress.Report($"rolling {deployment.DeploymentId} back: {plan.Steps().Count} steps");
        var work = await material.WorkAsync(deployment, plan, baseline, token);
        try
        {
            var undone = await new Undoing(
                target, limits, services.Time, attempt => record(new RollbackStarted(deployment.DeploymentId, versions, attempt)), services.Progress, services.Waits)
                .RunAsync(work, token);
            return Ended(deployment, plan, undone);
        }
        catch (ManualNeededException e)
        {
            throw LeftToPerson(deployment, plan, e.Steps);
        }
    }

    private static async Task<CatalogBaseline> ReadAsync(TargetDatabase target, DeploymentRecord deployment, CancellationToken token)
    {
        await using var connection = await target.ConnectAsync(token);
        await RollbackHistory.RequireLastAsync(connection, deployment, token);
        return await BaselineReader.ReadAsync(connection, token);
    }

    private async Task<RollbackPlan> PlanAsync(
        TargetDatabase target, DeploymentRecord deployment, CatalogBaseline baseline, DumpContents contents, ApplyLimits limits, CancellationToken token)
    {
        var goal = RollbackGoal.Between(deployment.Before, deployment.After, baseline.Snapshot);
        var renames = Renames.Of(goal);
        if (renames.Count > 0)
        {
            var named = await new RenameProbe(target, limits, services.Time, services.Progress).LookAsync(baseline, renames, token);
            // What the deployment did besides to a renamed table is known by the old name then, too.
            goal = RollbackGoal.Between(deployment.Before, named.AppliedTo(deployment.After), named.AppliedTo(baseline.Snapshot));
        }

        var plan = RollbackPlanner.Plan(goal, deployment.Before, contents, deployment.Backup.Evidence.Path, deployment.Writes) with { Renames = renames };
        // What was changed between the backup and the deployment would come back as it was at the backup.
        var stale = RollbackGoal.Differences(deployment.Backup.Catalog, deployment.Before.AsRestorable()).Select(d => d.Fact).ToHashSet(StringComparer.Ordinal);
        var older = goal.Changes.Where(c => c.After is not null && stale.Contains(c.Fact)).Select(c => new ManualStep(
            c.Fact, "it was changed after the backup had been taken and before the deployment, so the backup has another definition of it.",
            [$"-- its definition before the deployment is in catalog-before.json.gz of {deployment.DeploymentId}"])).ToList();
        return older.Count == 0 ? plan : plan with { Manual = [.. plan.Manual, .. older] };
    }

    private RollbackEvidence Ended(DeploymentRecord deployment, RollbackPlan plan, Undone undone)
    {
        var changes = CatalogChange.Between(deployment.Before, deployment.After);
        var (before, after) = (Fingerprint.Of(deployment.Before), Fingerprint.Of(undone.Catalog));
        var evidence = new RollbackEvidence(
            deployment.DeploymentId, [.. deployment.Applied.Select(m => m.Version)], plan.Steps(), changes.Removed, changes.Added, changes.Altered, undone.Rows,
            undone.Locks, undone.Attempts, undone.Seconds, before, after, RollbackNotes.Of(deployment, undone.Catalog));
        foreach (var migration in deployment.Applied)
            record(new MigrationRolledBack(migration.Version, migration.Name, $"undone by the rollback of {deployment.DeploymentId}"));
        record(new RollbackEnded(evidence));
        return evidence;
    }

    private DeployFailure LeftToPerson(DeploymentRecord deployment, RollbackPlan plan, IReadOnlyList<ManualStep> manual)
    {
        const string Why = "A part of the rollback would be a guess or would lose what was written since, so nothing of it was done.";
        var automatic = plan.Steps();
        record(new RollbackRefused(deployment.DeploymentId, Why, manual, automatic));
        return new DeployFailure(FailureCode.RollbackManual, $"{Why} For a person:\n{string.Join('\n', manual.Select(m => $"  - {m}"))}")
        {
            FailedBy = FailureSource.Gate,
            State = FailureState.Applied,
            ExitCode = ExitCode.Unknown,
            Problems = [.. manual.Select(m => new Problem(m.Object, m.Why, string.Join(' ', m.Commands)))],
            Next = "Run what is listed, or decide that the deployment stays; docs/runbook.md, section Rollback, tells how. "
                + "When nothing of the list is left, run ./build.sh --target=Rollback again: it undoes the rest by itself.",
        };
    }
}
