using Lockkeeper.Drift;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Pipeline.Options;

namespace Lockkeeper.Pipeline.Drift;

/// <summary>
/// Compares a live target with what its applied migrations imply, or with another environment. Targets are only read; no lock is taken, no
/// ledger written.
/// </summary>
public sealed class DriftRun(DeployOptions options, PipelineServices services)
{
    /// <summary>Reads, replays where it has to, and compares.</summary>
    /// <exception cref="DeployFailure">There was nothing to compare with; that a target drifted is in the report.</exception>
    public async Task<DriftReport> RunAsync(CancellationToken token)
    {
        try
        {
            return options.Against is { } other ? await AgainstAsync(other, token) : await ImpliedAsync(token);
        }
        catch (Exception e) when (e is not DeployFailure)
        {
            throw new FailureExplanation(options, services, committed: 0, all: null).Of(e, token);
        }
    }

    private async Task<DriftReport> ImpliedAsync(CancellationToken token)
    {
        var folder = await MigrationFiles.ReadAsync(options.MigrationsFolder, token);
        var live = await LiveTarget.ReadAsync(options, services, token);
        var plan = DeploymentPlan.Between(folder, live.History);
        var history = DriftHistory.Of(plan).ToList();
        if (plan.Refusals(includeOutOfOrder: true).FirstOrDefault(r => r.Code is FailureCode.HistoryMissingFile) is { } refusal)
        {
            foreach (var line in history) services.Progress.Report(line);
            throw refusal.ToFailure();
        }

        var applied = plan.Entries.Where(e => e.Row is not null).Select(e => e.Migration!).ToList();
        if (Replay.Refusal(folder, applied) is { } unplayable) throw unplayable.ToFailure();
        var implied = await new ImpliedCatalog(live, services).ReadAsync(applied, token);
        return new DriftReport(options.Environment, live.Server, DriftFindings.Between(implied, live.Catalog, replayed: true))
        {
            Applied = applied.Count,
            History = history,
        };
    }

    private async Task<DriftReport> AgainstAsync(DeployOptions other, CancellationToken token)
    {
        var live = await LiveTarget.ReadAsync(options, services, token);
        var expected = await LiveTarget.ReadAsync(other, services, token);
        live.RequireComparable(options.Environment, expected, other.Environment);
        var catalog = Deployer.Renamed(live.Catalog, live.Origin.Deployer, expected.Origin.Deployer);
        return new DriftReport(options.Environment, live.Server, DriftFindings.Between(expected.Catalog, catalog, replayed: false))
        {
            Against = other.Environment,
            Other = expected.Server,
            History = [.. DriftHistory.Of(other.Environment, expected.History, options.Environment, live.History)],
        };
    }
}
