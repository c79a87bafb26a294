using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline.Backup;

/// <summary>
/// A backup restored on a throwaway server and found to be the same as its manifest says. It holds everybody's data; server and data are
/// gone when it is disposed.
/// </summary>
public sealed class RestoredCopy : IAsyncDisposable
{
    internal RestoredCopy(LocalCluster cluster, TargetDatabase database, StoredBackup backup, bool hasRows) =>
        (Cluster, Database, Backup, HasRows) = (cluster, database, backup, hasRows);

    private IDisposable? _kept;

    /// <summary>What it was restored from.</summary>
    public StoredBackup Backup { get; }

    /// <summary>Whether rows were restored and compared, too; else it is the schema alone.</summary>
    public bool HasRows { get; }

    /// <summary>The copy, as the superuser of its server.</summary>
    public TargetDatabase Database { get; }

    internal LocalCluster Cluster { get; }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await Cluster.DisposeAsync();
        _kept?.Dispose();
    }

    /// <summary>What has to live as long as the copy, and is disposed with it.</summary>
    internal void Keep(IDisposable kept) => _kept = kept;
}
