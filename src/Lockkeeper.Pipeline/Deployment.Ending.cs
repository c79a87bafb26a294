using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Monitor;
using Lockkeeper.Pipeline.Telemetry;
using Lockkeeper.Reports;

namespace Lockkeeper.Pipeline;

/// <content>The ledger, the report, and what is told when something fails.</content>
public sealed partial class Deployment
{
    private LedgerFile? _ledger;

    // A reader of the ledger like any other; null where nobody wants it.
    private LedgerTelemetry? _telemetry;

    // What is committed decides what state a later failure leaves, whatever it is.
    private int _committed;

    /// <summary>The version of Lockkeeper.</summary>
    public static string Version { get; } = typeof(Deployment).Assembly.GetName().Version!.ToString(3);

    /// <summary>Closes the ledger and renders the reports from it.</summary>
    /// <returns>The report; null when no phase had begun.</returns>
    public DeploymentReport? Close()
    {
        if (_ledger is null || Folder is null) return null;
        var (outcome, code) = Ending();
        Record(new DeploymentEnded(outcome, code, Since(_began), Failure is null ? null : Endings.Reported(Failure)));
        return ReportWriter.Write(Folder, _ledger.Entries);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await ForgetCopyAsync();
        if (_lock is not null) await _lock.DisposeAsync();
        if (_target is not null) await _target.DisposeAsync();
        _ledger?.Dispose();
        _telemetry?.Dispose();
    }

    private (Outcome Outcome, ExitCode Code) Ending() => Failure switch
    {
        null when _plan is not null && _migration is null && options.Reaches(Phase.Migrate) => (Outcome.UpToDate, ExitCode.Done),
        null => (Outcome.Succeeded, ExitCode.Done),
        { } f => (Endings.Of(f), f.ExitCode),
    };

    // It holds everybody's data: no longer than somebody needs it.
    private async Task ForgetCopyAsync()
    {
        if (_copy is not null) await _copy.DisposeAsync();
        _copy = null;
    }

    private void OpenLedger()
    {
        if (_ledger is not null) return;
        Folder = DeploymentFolder.Create(options.ArtifactsFolder, options.Environment, services.Time);
        _ledger = LedgerFile.Create(Folder, services.Time);
        _telemetry = TelemetryWanted.Start(services);
        Record(new DeploymentOpened(Folder.Id, options.Environment, options.Target, Version));
    }

    private void Record(LedgerEvent happened)
    {
        var entry = _ledger!.Append(happened);
        _telemetry?.See(entry);
        if (happened is MigrationCommitted) _committed++;
    }

    private async Task<LogProof> ProveLogAsync(CancellationToken token)
    {
        using var management = TargetWatch.Management(_target!.Services, services.Time);
        return await new TargetLog(Database, _target.LogReader ?? Database, management, services.Time).ProveAsync(Folder!.Id, token);
    }

    private double Since(long began) => services.Time.GetElapsedTime(began).TotalSeconds;

    private DeployFailure Explained(Exception e, CancellationToken token) =>
        new FailureExplanation(options, services, _committed, _plan?.Pending.Count).Of(e, token);
}
