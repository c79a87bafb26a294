using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Rehearsing;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>The one place that applies: a deployment and the target Apply do it in the same way, but for the number of round trips.</summary>
internal sealed class PendingMigrations(DeployOptions options, PipelineServices services, Action<LedgerEvent> record, LockTracer? tracer = null)
{
    private readonly List<AppliedMigration> _applied = [];

    /// <summary>The deployment lock, looked at before each file; null where nobody else can deploy, on a throwaway copy.</summary>
    public DeploymentLock? Held { get; init; }

    /// <summary>Applies them one after the other and stops at the first that fails; what is committed before it stays.</summary>
    /// <exception cref="DeployFailure">Rolled back, or partly applied; State says which.</exception>
    /// <param name="target">The database.</param>
    /// <param name="plan">What is pending.</param>
    /// <param name="contract">Holds each of them to its header.</param>
    /// <param name="token">Ends it: what is running is rolled back.</param>
    public Task<IReadOnlyList<AppliedMigration>> ApplyAsync(TargetDatabase target, DeploymentPlan plan, ContractCheck contract, CancellationToken token) =>
        RunAsync(target, plan, contract.BeforeCommitAsync, async engine =>
        {
            foreach (var migration in plan.Pending)
            {
                token.ThrowIfCancellationRequested();
                if (Held is not null) await Held.AssertHeldAsync(token);
                services.Progress.Report($"applying {migration.FileName}");
                await contract.BeginAsync(token);
                await ApplyAsync(engine, migration, contract, token);
                await contract.EndAsync(migration, CancellationToken.None);
                services.Progress.Report($"{migration.FileName} did what its header says, and nothing else");
            }
        }, token);

    /// <summary>The same in as few round trips as can be: nothing is looked at between two of them.</summary>
    /// <param name="target">The database.</param>
    /// <param name="plan">What is pending.</param>
    /// <param name="lastGate">What has to pass before the first of them is sent; they are made ready meanwhile.</param>
    /// <param name="token">Ends it: what is running is rolled back.</param>
    /// <exception cref="DeployFailure">Refused, rolled back, or partly applied; State says which.</exception>
    public Task<IReadOnlyList<AppliedMigration>> ApplyTogetherAsync(
        TargetDatabase target, DeploymentPlan plan, Func<CancellationToken, Task> lastGate, CancellationToken token) =>
        RunAsync(target, plan, beforeCommit: null, async engine =>
        {
            engine.PrepareTogether(plan.Pending);
            await lastGate(token);
            await engine.ApplyTogetherAsync(plan.Pending, token);
        }, token);

    // While it waited for its locks others may have changed what it touches, which then looks like its own doing. Once more, beside what is there
    // now: what it does itself is found again.
    private async Task ApplyAsync(MigrationEngine engine, Migration migration, ContractCheck contract, CancellationToken token)
    {
        try
        {
            await engine.ApplyAsync(migration, token);
        }
        catch (DeployFailure f) when (f is { Code: FailureCode.ContractBroken, State: FailureState.RolledBack })
        {
            if (!await contract.IsOutdatedAsync(token)) throw;
            services.Progress.Report($"{migration.FileName}: others changed the schema meanwhile; comparing once more");
            await engine.ApplyAsync(migration, token);
        }
    }

    private async Task<IReadOnlyList<AppliedMigration>> RunAsync(
        TargetDatabase target, DeploymentPlan plan, BeforeCommit? beforeCommit, Func<MigrationEngine, Task> apply, CancellationToken token)
    {
        if (plan.Pending.Count == 0) return [];
        await using var engine = await MigrationEngine.StartAsync(options, services, Record, target, plan, beforeCommit, tracer, token);
        try
        {
            await apply(engine);
            return _applied;
        }
        catch (Exception e) when (_applied.Count > 0 && e is (OperationCanceledException or DeployFailure { State: not FailureState.Dirty }))
        {
            throw PartialFailures.Partly(_applied, plan.Pending.Count, e);
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
