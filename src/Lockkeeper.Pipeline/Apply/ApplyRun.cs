using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Migrate;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.VerifyEnv.Gates;
using Lockkeeper.Reports;

namespace Lockkeeper.Pipeline.Apply;

/// <summary>
/// Applies what is pending to a development database, and nothing else. It writes no ledger: what is applied stands in the history, there is
/// no gate whose evidence anybody would ask for, and a command that is run fifty times a day should leave nothing to clean up.
/// </summary>
/// <param name="options">What to apply, and where.</param>
/// <param name="services">Whom to tell.</param>
/// <param name="ahead">What was begun before the task; null where nothing was.</param>
public sealed class ApplyRun(DeployOptions options, PipelineServices services, ApplyAhead? ahead = null)
{
    private UnrecordedRun _run = new(options, services.Time);
    private DeploymentPlan? _plan;
    private int _committed;

    /// <summary>What was done, also after a failure; null until the run has ended.</summary>
    public DeploymentReport? Report { get; private set; }

    /// <summary>Two round trips after authentication where nothing is pending: the lock with an introduction, and the history.</summary>
    /// <exception cref="DeployFailure">Refused, rolled back, or partly applied; State says which.</exception>
    public async Task RunAsync(CancellationToken token)
    {
        try
        {
            await ApplyAsync(token);
            Report = _run.Ended(_committed == 0 ? Outcome.UpToDate : Outcome.Succeeded);
        }
        catch (Exception e)
        {
            var failure = new FailureExplanation(options, services, _committed, _plan?.Pending.Count).Of(e, token);
            if (_plan is not null) _run.Record(new PhaseEnded(Phase.Migrate, Status(failure), _run.Seconds, failure.Message));
            Report = _run.Ended(Endings.Of(failure), failure);
            if (ReferenceEquals(e, failure)) throw;
            throw failure;
        }
    }

    private async Task ApplyAsync(CancellationToken token)
    {
        ApplyGates.RefuseProtected(options);
        var begun = (ahead is null ? null : await ahead.TakeAsync(options)) ?? ApplyAhead.Begun.Now(options, services.Time);
        _run = begun.Run;
        await using var target = begun.Target;
        await using var asked = new LockedReading(target, options, services, token);
        // Before the server's answer: what is wrong with the files is not told only after a long wait for the lock.
        var folder = await begun.Folder.WaitAsync(token);
        var (session, reading) = await asked.AnswerAsync();
        _run.Record(new TargetIdentified(reading.Server));
        services.Progress.Report($"target: {reading.Server}");
        _plan = DeploymentPlan.Between(folder, reading.Rows);
        _run.Record(new PhaseStarted(Phase.Migrate));
        ApplyGates.Look(options, reading, _plan);
        var applied = await new PendingMigrations(options, services, Record).ApplyTogetherAsync(
            target, _plan, t => SyntaxGate.RequireAsync(session, _plan.Pending, t), token);
        _run.Record(applied.Count == 0
            ? new PhaseEnded(Phase.Migrate, PhaseStatus.Skipped, _run.Seconds, "nothing is pending")
            : new PhaseEnded(Phase.Migrate, PhaseStatus.Succeeded, _run.Seconds, Note: null));
    }

    private void Record(LedgerEvent happened)
    {
        _run.Record(happened);
        if (happened is MigrationCommitted) _committed++;
    }

    private static PhaseStatus Status(DeployFailure failure) => failure.ExitCode == ExitCode.Refused ? PhaseStatus.Refused : PhaseStatus.Failed;
}
