using System.Security.Cryptography;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Tools;
using Lockkeeper.Processes;
using Npgsql;

namespace Lockkeeper.Postgres.Local;

/// <summary>
/// A throwaway PostgreSQL server on 127.0.0.1, with its own folder, port and SCRAM password: installed programs where there are
/// any, else a container. It is stopped and removed when disposed, when this process exits, and by the next start after a crash.
/// A program must turn SIGTERM into an exit or a disposal itself: since .NET 10 the runtime no longer does.
/// </summary>
public sealed class LocalCluster : IAsyncDisposable
{
    private readonly ClusterFolder _folder;
    private readonly string? _container;
    private readonly LocalClusterOptions _options;
    private int _stopped;

    private LocalCluster(ClusterFolder folder, string? container, LocalClusterOptions options)
    {
        (_folder, _container, _options) = (folder, container, options);
        Password = RandomNumberGenerator.GetHexString(32, lowercase: true);
        AppDomain.CurrentDomain.ProcessExit += StopNow;
    }

    /// <summary>The address that the server listens on.</summary>
    public string Host { get; private set; } = "127.0.0.1";

    /// <summary>The port that the server listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The superuser's name.</summary>
    public string Superuser => _options.Superuser;

    /// <summary>The superuser's password: random, of this server only.</summary>
    public string Password { get; }

    /// <summary>The server's major version.</summary>
    public int ServerMajor { get; private init; }

    /// <summary>The folder (0700) that holds all of this server.</summary>
    public string Folder => _folder.FullPath;

    /// <summary>How to connect as the superuser.</summary>
    public NpgsqlConnectionStringBuilder ConnectionFor(string database) => ConnectionFor(database, Superuser, Password);

    /// <summary>How to connect as any user.</summary>
    public NpgsqlConnectionStringBuilder ConnectionFor(string database, string user, string password) =>
        Address(Host, Port, database, user, password);

    /// <summary>Removes leftovers of killed runs, then makes and starts a server.</summary>
    /// <exception cref="DeployFailure">
    /// There is no PostgreSQL server and no Docker, or it does not start (<see cref="FailureCode.LocalServer" />).
    /// </exception>
    public static async Task<LocalCluster> StartAsync(LocalClusterOptions options, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(options);
        await Leftovers.RemoveAsync(options, token);
        var search = options.Search ?? ToolSearch.OfThisMachine();
        if (await ServerPrograms.FindAsync(options.Major, search, token) is { } programs)
            return await StartInstalledAsync(programs, options, token);
        return options.Containers is null
            ? throw ServerPrograms.Missing(options.Major, search)
            : await StartContainerAsync(options.Containers, options, token);
    }

    /// <summary>Stops the server and removes all of it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) == 1)
            return;
        AppDomain.CurrentDomain.ProcessExit -= StopNow;
        if (_container is not null)
            await _options.Containers!.RemoveAsync(_container, CancellationToken.None);
        if (Postmaster.Of(_folder.Data) is { } postmaster)
            await postmaster.StopAsync();
        _folder.Delete();
    }

    internal static NpgsqlConnectionStringBuilder Address(string host, int port, string database, string user, string password) =>
        new()
        {
            Host = host,
            Port = port,
            Database = database,
            Username = user,
            Password = password,
            // Both are only slow or confusing on loopback.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        };

    private static async Task<LocalCluster> StartInstalledAsync(ServerPrograms programs, LocalClusterOptions options, CancellationToken token)
    {
        var user = LesserUser.WhenRoot();
        var folder = ClusterFolder.Create(options.Below, user, container: null);
        var cluster = new LocalCluster(folder, container: null, options) { ServerMajor = programs.Major };
        return await cluster.StartAsync(async () =>
            cluster.Port = await new InstalledServer(programs, user, folder, options).StartAsync(cluster.Password, token));
    }

    private static async Task<LocalCluster> StartContainerAsync(ContainerRuntime containers, LocalClusterOptions options, CancellationToken token)
    {
        var name = ClusterFolder.Prefix + RandomNumberGenerator.GetHexString(12, lowercase: true);
        var folder = ClusterFolder.Create(options.Below, user: null, name);
        var server = new ContainerServer(containers, options);
        var cluster = new LocalCluster(folder, name, options) { ServerMajor = server.Major };
        return await cluster.StartAsync(async () =>
        {
            var running = await server.StartAsync(name, cluster.Password, token);
            (cluster.Host, cluster.Port) = (running.Host, running.Port);
        });
    }

    private async Task<LocalCluster> StartAsync(Func<Task> start)
    {
        try
        {
            await start();
            return this;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    // An exit without disposal. A container cannot be removed without awaiting: the next run does that.
    private void StopNow(object? sender, EventArgs e)
    {
        if (_container is not null || Interlocked.Exchange(ref _stopped, 1) == 1)
            return;
        Postmaster.Of(_folder.Data)?.StopNow();
        _folder.Delete();
    }
}
