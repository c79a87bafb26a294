using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Ledgers;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.Rehearsal;
using Lockkeeper.Postgres.Sessions;

namespace Lockkeeper.Pipeline;

/// <summary>
/// The database that a run is about: a configured one, or on a throwaway server that lives as long as the run a production-like one or a
/// copy of a configured one.
/// </summary>
public sealed class Target : IAsyncDisposable
{
    private readonly IAsyncDisposable? _server;
    private readonly ServicesBeside? _beside;

    private Target(TargetDatabase database, IAsyncDisposable? server, ServicesBeside? beside)
    {
        Database = database;
        _server = server;
        _beside = beside;
    }

    /// <summary>How to connect.</summary>
    public TargetDatabase Database { get; }

    /// <summary>The HTTP services beside it.</summary>
    public required TargetServices Services { get; init; }

    /// <summary>Who reads the server's log, where the deploying role may not and we know somebody who may; else null.</summary>
    public TargetDatabase? LogReader { get; private init; }

    /// <summary>What was started beside it; null where nothing was.</summary>
    public ServicesStarted? Started => _beside?.Started;

    /// <summary>What shows that the environment was only read; null where the target is no copy.</summary>
    public StagingEvidence? Staging { get; private init; }

    /// <summary>Opens the environment's target; a local environment without a database gets a throwaway server.</summary>
    /// <param name="options">Which environment.</param>
    /// <param name="folder">The migrations.</param>
    /// <param name="applicationName">What pg_stat_activity shows.</param>
    /// <param name="services">Clock, progress and containers.</param>
    /// <param name="token">Ends it.</param>
    /// <param name="deployment">Where the backup goes that a copy is made from; null for targets that work on none.</param>
    public static async Task<Target> OpenAsync(
        DeployOptions options, Migrations.MigrationFolder folder, string applicationName, PipelineServices services, CancellationToken token,
        DeploymentFolder? deployment = null)
    {
        if (options.CopyOf is { } original)
        {
            var copy = await StagingCopy.MakeAsync(
                original, services, deployment ?? throw new InvalidOperationException("A copy needs a deployment."), applicationName, token);
            return await ThrowawayAsync(options, copy.Database, copy, copy.Server, copy.Evidence, services, token);
        }

        if (options.Database is { } settings)
            return new Target(TargetDatabase.For(settings, applicationName), server: null, beside: null) { Services = TargetServices.Of(options) };
        var local = await LocalEnvironment.StartAsync(options, folder, services, token);
        return await ThrowawayAsync(options, TargetDatabase.For(local.Settings, applicationName), local, local.Server, staging: null, services, token);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_beside is not null) await _beside.DisposeAsync();
        await Database.DisposeAsync();
        if (LogReader is not null) await LogReader.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    private static async Task<Target> ThrowawayAsync(
        DeployOptions options, TargetDatabase database, IAsyncDisposable server, ThrowawayServer throwaway, StagingEvidence? staging,
        PipelineServices services, CancellationToken token)
    {
        try
        {
            var beside = await ServicesBeside.StartAsync(options, throwaway, services, token);
            return new Target(database, server, beside)
            {
                Services = beside?.Addresses ?? TargetServices.Of(options),
                Staging = staging,
                LogReader = TargetDatabase.For(throwaway.Superuser, $"{database.Settings.ApplicationName} log"),
            };
        }
        catch
        {
            await database.DisposeAsync();
            await server.DisposeAsync();
            throw;
        }
    }
}
