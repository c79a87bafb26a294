using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.Rehearsal;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline;

/// <summary>The database that a run is about: a configured one, or the local production-like one that lives as long as the run.</summary>
public sealed class Target : IAsyncDisposable
{
    private readonly LocalEnvironment? _local;

    private Target(TargetDatabase database, LocalEnvironment? local)
    {
        Database = database;
        _local = local;
    }

    /// <summary>How to connect.</summary>
    public TargetDatabase Database { get; }

    /// <summary>Opens the environment's target; a local environment without a database gets a throwaway server.</summary>
    public static async Task<Target> OpenAsync(
        DeployOptions options, Migrations.MigrationFolder folder, string applicationName, PipelineServices services, CancellationToken token)
    {
        if (options.Database is { } settings) return new Target(TargetDatabase.For(settings, applicationName), local: null);
        var local = await LocalEnvironment.StartAsync(options, folder, services, token);
        return new Target(TargetDatabase.For(local.Settings, applicationName), local);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (_local is not null) await _local.DisposeAsync();
    }
}
