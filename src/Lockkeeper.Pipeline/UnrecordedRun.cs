using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Reports;

namespace Lockkeeper.Pipeline;

/// <summary>A ledger in memory, for targets that leave no folder behind: its report has the shape of every other one.</summary>
internal sealed class UnrecordedRun
{
    private readonly List<LedgerEntry> _entries = [];
    private readonly TimeProvider _time;
    private readonly long _began;

    public UnrecordedRun(DeployOptions options, TimeProvider time)
    {
        _time = time;
        _began = time.GetTimestamp();
        Id = DeploymentFolder.NewId(options.Environment, time);
        Record(new DeploymentOpened(Id, options.Environment, options.Target, Deployment.Version));
    }

    /// <summary>Like that of a deployment; it has no folder.</summary>
    public string Id { get; }

    public double Seconds => _time.GetElapsedTime(_began).TotalSeconds;

    // Without the hashes: nobody keeps the lines, and a serializer that is not needed is a tenth of a second at every start.
    public void Record(LedgerEvent happened) =>
        _entries.Add(new LedgerEntry(_entries.Count + 1, DateTimeOffset.FromUnixTimeMilliseconds(_time.GetUtcNow().ToUnixTimeMilliseconds()), "", happened, ""));

    /// <summary>Ends the run.</summary>
    public DeploymentReport Ended(Outcome outcome, DeployFailure? failure = null)
    {
        Record(new DeploymentEnded(outcome, failure?.ExitCode ?? ExitCode.Done, Seconds, failure is null ? null : Endings.Reported(failure)));
        return DeploymentReport.From(_entries);
    }
}
