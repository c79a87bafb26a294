using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Backup;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Migrate;
using Lockkeeper.Pipeline.Monitor;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.SmokeTests;
using Lockkeeper.Pipeline.VerifyEnv;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline;

/// <summary>
/// One deployment from its first phase to its report. Holds the target, the lock, the ledger and the evidence, so that a phase cannot begin
/// without what the phase before it has proven, whatever order the caller asks for.
/// </summary>
public sealed partial class Deployment(DeployOptions options, PipelineServices services) : IAsyncDisposable
{
    private readonly long _began = services.Time.GetTimestamp();
    private Target? _target;
    private DeploymentLock? _lock;
    private MigrationFolder? _folder;
    private DeploymentPlan? _plan;
    private TargetIdentity? _identity;
    private BackupEvidence? _backup;
    private RestoredCopy? _copy;
    private EnvEvidence? _env;
    private MigrationEvidence? _migration;
    private SmokeEvidence? _smoke;
    private SmokeTestsPhase? _smokeTests;
    private Baseline _baseline = Baseline.None;

    /// <summary>Where this deployment's ledger and reports are; null until the first phase has begun.</summary>
    public DeploymentFolder? Folder { get; private set; }

    /// <summary>What ended it; null while all is well.</summary>
    public DeployFailure? Failure { get; private set; }

    private DeploymentPlan Plan => _plan ?? throw new InvalidOperationException("The deployment is not open.");

    // One for the whole deployment: what it sees before Migrate it compares afterwards.
    private SmokeTestsPhase SmokeTests => _smokeTests ??= new SmokeTestsPhase(options, services, Record);

    private TargetDatabase Database => (_target ?? throw new InvalidOperationException("The deployment is not open.")).Database;

    // Backup alone is asked for its own sake; a chain that reaches Migrate needs one only when something is to be applied.
    private bool IsUpToDate => Plan.Pending.Count == 0 && Plan.Refusals(options.IncludeOutOfOrder).Count == 0;

    /// <summary>Runs one phase and keeps its evidence.</summary>
    /// <exception cref="DeployFailure">The phase failed or was refused; the ledger has it.</exception>
    public async Task RunAsync(Phase phase, CancellationToken token)
    {
        var began = services.Time.GetTimestamp();
        OpenLedger();
        Record(new PhaseStarted(phase));
        try
        {
            // A throwaway server of this run has no earlier deployment.
            if (phase is Phase.Rollback && options.Database is null) throw RealDatabase.Needed(options);
            Confirmation.RequirePossible(options, services);
            RequireEvidenceFor(phase);
            await OpenTargetAsync(token);
            var skipped = await RunPhaseAsync(phase, token);
            Record(new PhaseEnded(phase, skipped is null ? PhaseStatus.Succeeded : PhaseStatus.Skipped, Since(began), skipped));
        }
        catch (Exception e)
        {
            Failure = Explained(e, token);
            Record(new PhaseEnded(phase, Failure.ExitCode == ExitCode.Refused ? PhaseStatus.Refused : PhaseStatus.Failed, Since(began), Failure.Message));
            if (IsToBeRolledBack(phase, Failure, token)) Failure = await RolledBackAsync(Failure, token);
            if (ReferenceEquals(e, Failure)) throw;
            throw Failure;
        }
    }

    // Returns why the phase was skipped, or null when it ran.
    private async Task<string?> RunPhaseAsync(Phase phase, CancellationToken token)
    {
        switch (phase)
        {
            case Phase.Backup when IsUpToDate && options.Reaches(Phase.Migrate):
                return "nothing is pending";
            case Phase.Backup:
                (_backup, _copy) = await new BackupPhase(options, services, Record).RunAsync(Database, _identity!, Folder!, token);
                if (!options.Reaches(Phase.VerifyEnv)) await ForgetCopyAsync();
                return null;
            case Phase.VerifyEnv:
                _env = await new VerifyEnvPhase(options, services, Record) { ProveLog = ProveLogAsync }.RunAsync(Database, _identity!, _folder!, _backup, _copy, token);
                await ForgetCopyAsync();
                return null;
            case Phase.Migrate when IsUpToDate:
                return "nothing is pending";
            case Phase.Migrate:
                Confirmation.Ask(options, services, _identity!, Plan.Pending.Count);
                if (options.Reaches(Phase.Monitor)) _baseline = await new BaselinePhase(options, services, Record).RunAsync(_target!, token);
                await _lock!.AssertHeldAsync(token);
                await SmokeTests.RunBeforeAsync(_target!, Folder!.Id, Plan.Pending, token);
                var migrate = new MigratePhase(options, services, Record) { Folder = Folder, WrittenByTests = SmokeTests.Written };
                _migration = await migrate.RunAsync(Database, _lock!, _folder!, _backup!, _env!, token);
                _catalogs = migrate.Catalogs;
                return null;
            case Phase.Rollback:
                await RollEarlierBackAsync(token);
                return null;
            case Phase.SmokeTests when _migration is null && options.IsDeploy:
                return "nothing was applied";
            case Phase.SmokeTests:
                await _lock!.AssertHeldAsync(token);
                _smoke = await SmokeTests.RunAsync(_target!, _identity!, Folder!.Id, migrated: _migration is not null, token);
                return null;
            case Phase.Monitor when _migration is null && options.IsDeploy:
                return "nothing was applied";
            default:
                await new MonitorPhase(options, services, Record) { Baseline = _baseline }.RunAsync(_target!, token);
                return null;
        }
    }

    private async Task OpenTargetAsync(CancellationToken token)
    {
        if (_target is not null) return;
        _folder = await MigrationFiles.ReadAsync(options.MigrationsFolder, token);
        _target = await Target.OpenAsync(options, _folder, $"lockkeeper {Folder!.Id}", services, token, Folder);
        if (_target.Staging is { } staging) Record(new StagingCopied(staging));
        if (_target.Started is { } started) Record(started);
        await using var connection = await Database.ConnectAsync(token);
        _identity = await ServerIntroduction.AskAsync(connection, token);
        Record(new TargetIdentified(_identity));
        services.Progress.Report($"target: {_identity}");
        _lock = await DeploymentLock.AcquireAsync(Database, options.Locks.Deadline, services.Progress, services.Time, token);
        _plan = DeploymentPlan.Between(_folder, await HistoryTable.ReadAsync(connection, token));
        // Before an hour of dumping: no later gate can let such a file through.
        if (options.Reaches(Phase.VerifyEnv) && _folder.Refusal(_plan.Pending) is { } refusal) throw refusal.ToFailure();
        await MigrationEngine.RequireUsableAsync(options, _plan, token);
    }

    // Cake's task graph proves no order (--exclusive, ShouldRun): the evidence does.
    private void RequireEvidenceFor(Phase phase)
    {
        var missing = phase switch
        {
            Phase.VerifyEnv when _plan is null => Phase.Backup,
            Phase.Migrate when _env is null => Phase.VerifyEnv,
            Phase.Migrate when _backup is null && !IsUpToDate => Phase.Backup,
            Phase.SmokeTests when _env is null || (_migration is null && !IsUpToDate) => Phase.Migrate,
            Phase.Monitor when _smoke is null && (_env is null || !IsUpToDate) => Phase.SmokeTests,
            _ => (Phase?)null,
        };
        if (missing is { } needed)
        {
            throw DeployFailure.Refused(
                FailureCode.EvidenceMissing,
                $"{phase} needs the evidence of {needed}, which did not run in this deployment.",
                $"Run ./build.sh --target={phase} without --exclusive: it runs the phases before it.");
        }
    }
}
