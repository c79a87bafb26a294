using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Rehearsing;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Supabase.SupabaseCli;

namespace Lockkeeper.Pipeline.Migrate;

/// <summary>What applies pending migrations: Lockkeeper itself, or the Supabase CLI. What is around it is the same for both.</summary>
internal abstract class MigrationEngine : IAsyncDisposable
{
    /// <summary>The engine that the options name. Only Lockkeeper's own can be traced.</summary>
    /// <exception cref="DeployFailure">Refused: it cannot be used.</exception>
    public static async Task<MigrationEngine> StartAsync(
        DeployOptions options, PipelineServices services, Action<LedgerEvent> record, TargetDatabase target, DeploymentPlan plan, BeforeCommit? beforeCommit,
        LockTracer? tracer, CancellationToken token)
    {
        var limits = new ApplyLimits(options.Locks.LockTimeout, options.Locks.StatementTimeout, options.Locks.Deadline);
        if (options.Engine == Engine.Npgsql)
            return new OwnEngine(new Applier(target, limits, services.Time, record, services.Progress, services.Waits, beforeCommit, tracer));
        var program = await RequireCliAsync(options, plan, token);
        var attempts = new Attempts(limits.Deadline, services.Time, record, services.Progress);
        var project = await StagedProject.CreateAsync(plan.Folder, plan.Pending, token);
        var blockers = new Blockers(target, services.Time, services.Progress, services.Waits);
        return new SupabaseCliEngine(attempts, new CliAttempt(options, target, program, limits, blockers, services.Time), blockers, project);
    }

    /// <summary>Refuses early, before a backup is taken, what <see cref="StartAsync"/> would refuse late.</summary>
    /// <exception cref="DeployFailure">Refused: the CLI is missing or not supported, or would apply a file in parts.</exception>
    public static async Task RequireUsableAsync(DeployOptions options, DeploymentPlan plan, CancellationToken token)
    {
        if (options.Engine == Engine.SupabaseCli && options.Reaches(Phase.Migrate) && plan.Pending.Count > 0)
            await RequireCliAsync(options, plan, token);
    }

    /// <summary>Applies one migration and returns when it is committed.</summary>
    /// <exception cref="DeployFailure">It was not applied; State says what is left.</exception>
    public abstract Task<AppliedMigration> ApplyAsync(Migration migration, CancellationToken token);

    /// <summary>Begins whatever <see cref="ApplyTogetherAsync"/> can do before the gates have passed: nothing that changes the target.</summary>
    public virtual void PrepareTogether(IReadOnlyList<Migration> pending)
    {
    }

    /// <summary>Applies several in as few round trips as the engine can; stops at the first that fails.</summary>
    /// <exception cref="DeployFailure">One was not applied; those before it were, those after it were not begun.</exception>
    public virtual async Task ApplyTogetherAsync(IReadOnlyList<Migration> pending, CancellationToken token)
    {
        foreach (var migration in pending)
        {
            token.ThrowIfCancellationRequested();
            await ApplyAsync(migration, token);
        }
    }

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    private static Task<CliProgram> RequireCliAsync(DeployOptions options, DeploymentPlan plan, CancellationToken token)
    {
        CliRules.Require(plan.Pending);
        return CliProgram.FindAsync(ProjectCli.SearchFor(options), token);
    }
}
