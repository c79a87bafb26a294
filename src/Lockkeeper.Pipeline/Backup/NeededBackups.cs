using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Ledgers;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>
/// The deployments whose backup may still be wanted: those without an end, which are in progress or were killed, and of each environment
/// the last one that applied something, which is the one that a rollback undoes.
/// </summary>
internal sealed class NeededBackups
{
    private readonly Dictionary<string, string> _why = new(StringComparer.Ordinal);

    public NeededBackups(string artifacts)
    {
        var deployments = Path.Combine(artifacts, "deployments");
        if (!Directory.Exists(deployments)) return;
        var applied = new Dictionary<string, string>(StringComparer.Ordinal);
        // An id begins with its time. Names are compared; that latest is a link to one of them adds nothing.
        foreach (var id in Directory.EnumerateDirectories(deployments).Select(Path.GetFileName).OfType<string>().Where(d => d is not LatestPointer.Name).Order(StringComparer.Ordinal))
        {
            if (Events(new DeploymentFolder(id, Path.Combine(deployments, id))) is not { } events) continue;
            if (!events.OfType<DeploymentEnded>().Any()) _why[id] = $"the deployment {id} has no end: it is in progress, or was killed";
            if (events.OfType<MigrationCommitted>().Any() && events[0] is DeploymentOpened opened) applied[opened.Environment] = id;
        }

        foreach (var (environment, id) in applied) _why[id] = $"the deployment {id} is the last one that changed {environment}";
        if (LatestPointer.Read(deployments) is { } latest) _why.TryAdd(latest, $"the deployment {latest} is the latest one");
    }

    /// <summary>Why this deployment's backup is needed; null when it is not.</summary>
    public string? Why(string id) => _why.GetValueOrDefault(id);

    private static List<LedgerEvent>? Events(DeploymentFolder deployment)
    {
        try
        {
            return [.. LedgerFile.Read(deployment).Entries.Select(e => e.Event)];
        }
        catch (DeployFailure)
        {
            // Nobody can roll back by a ledger that cannot be read.
            return null;
        }
    }
}
