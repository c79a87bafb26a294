using Lockkeeper.Catalog;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.Rollback;

namespace Lockkeeper.Pipeline;

/// <content>What undoes a deployment: this one after a failure behind COMMIT, or an earlier one.</content>
public sealed partial class Deployment
{
    private (CatalogSnapshot Before, CatalogSnapshot After)? _catalogs;

    // An inconclusive verdict is no failure of the deployment, and after a signal nobody wants more to be done.
    private bool IsToBeRolledBack(Phase phase, DeployFailure failure, CancellationToken token) =>
        phase is Phase.SmokeTests or Phase.Monitor && _migration is not null && options.Monitor.OnFailure is OnFailure.Rollback
        && failure.Code is FailureCode.SmokeTestFailed or FailureCode.MonitorFailed && !token.IsCancellationRequested;

    /// <summary>Undoes this deployment, and says of the failure that led here what became of it.</summary>
    private async Task<DeployFailure> RolledBackAsync(DeployFailure failure, CancellationToken token)
    {
        var began = services.Time.GetTimestamp();
        Record(new PhaseStarted(Phase.Rollback));
        services.Progress.Report($"{failure.Message}\nrolling back");
        try
        {
            await _lock!.AssertHeldAsync(token);
            using var stored = await RecordedDeployment.OpenBackupAsync(Folder!, _backup!, options.Backup.Identity, token);
            var (before, after) = _catalogs!.Value;
            var deployment = DeploymentRecord.From(Folder!.Id, stored, before, after, _ledger!.Entries.Select(e => e.Event));
            var evidence = await new RollbackPhase(options, services, Record).RunAsync(Database, deployment, token);
            Record(new PhaseEnded(Phase.Rollback, PhaseStatus.Succeeded, Since(began), $"{evidence.Steps.Count} steps, {evidence.Rows.Sum(r => r.Returned)} rows"));
            return RollbackEndings.Done(failure);
        }
        catch (Exception e)
        {
            var why = Explained(e, token);
            Record(new PhaseEnded(Phase.Rollback, PhaseStatus.Failed, Since(began), why.Message));
            return RollbackEndings.NotDone(failure, why, Folder!.Id, options.Environment);
        }
    }

    private async Task RollEarlierBackAsync(CancellationToken token)
    {
        var deployment = await new RecordedDeployment(options).ReadAsync(_identity!, token);
        using var backup = deployment.Backup;
        Confirmation.AskRollback(options, services, _identity!, deployment.DeploymentId, deployment.Applied.Count);
        await _lock!.AssertHeldAsync(token);
        await new RollbackPhase(options, services, Record).RunAsync(Database, deployment, token);
    }
}
