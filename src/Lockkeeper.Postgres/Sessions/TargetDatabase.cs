using System.Collections.Concurrent;
using Lockkeeper.Failures;
using Npgsql;

namespace Lockkeeper.Postgres.Sessions;

/// <summary>A database that can be connected to. Every session is a connection of its own: no state is shared through a pool.</summary>
public sealed class TargetDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly CancellationTokenSource _disposing = new();
    private readonly ConcurrentQueue<Task<NpgsqlConnection>> _ahead = new();

    private TargetDatabase(NpgsqlConnectionStringBuilder settings)
    {
        Settings = settings;
        // The slim one maps no types that we never read: each costs every start of the program some code to be loaded.
        var source = new NpgsqlSlimDataSourceBuilder(settings.ConnectionString);
        source.EnableArrays();
        source.EnableTransportSecurity();
        source.EnableIntegratedSecurity();
        // The built-in types are all we read; asking the server for the others costs every first connection a round trip and a long answer.
        source.ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        _source = source.Build();
    }

    /// <summary>How it is reached. Holds the password: never print it.</summary>
    public NpgsqlConnectionStringBuilder Settings { get; }

    /// <summary>Host, port and database, for messages.</summary>
    public string Name => $"{Settings.Database} on {Settings.Host}:{Settings.Port}";

    /// <summary>Prepares to connect; nothing is contacted yet.</summary>
    /// <param name="settings">Where to and as whom.</param>
    /// <param name="applicationName">What pg_stat_activity shows, so that others can see who holds a lock.</param>
    public static TargetDatabase For(NpgsqlConnectionStringBuilder settings, string applicationName) =>
        new(new NpgsqlConnectionStringBuilder(settings.ConnectionString)
        {
            ApplicationName = applicationName,
            Pooling = false,
            Enlist = false,
            Timeout = settings.ShouldSerialize("Timeout") ? settings.Timeout : 10,
            // The server ends statements (statement_timeout); the client must not give up a COMMIT before it.
            CommandTimeout = 0,
            // Cancelling must not wait for ever for a server that is gone.
            CancellationTimeout = 5000,
            TcpKeepAlive = true,
            // The lock's connection says nothing while a backup runs. Firewalls and load balancers forget such a one after some minutes.
            TcpKeepAliveTime = 60,
            TcpKeepAliveInterval = 10,
            // Without it nobody learns which statement of a file failed.
            IncludeFailedBatchedCommand = true,
        });

    /// <summary>Loads the code that connecting needs, and contacts nobody. It takes longer than a login to a server nearby.</summary>
    public static async Task LoadAheadAsync()
    {
        await using var nowhere = For(new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Username = "nobody" }, "lockkeeper");
        try
        {
            await using var none = await nowhere._source.OpenConnectionAsync(new CancellationToken(canceled: true));
        }
        catch (OperationCanceledException)
        {
            // As it was told to.
        }
    }

    /// <summary>
    /// Begins to connect for sessions that are needed soon: a login takes several round trips, which can pass beside other work. Each
    /// <see cref="ConnectAsync"/> takes one of them; those that nobody takes end with this.
    /// </summary>
    /// <param name="sessions">How many.</param>
    public void ConnectAhead(int sessions)
    {
        for (var i = 0; i < sessions; i++) _ahead.Enqueue(_source.OpenConnectionAsync(_disposing.Token).AsTask());
    }

    /// <summary>Connects.</summary>
    /// <exception cref="DeployFailure">The server cannot be reached or refuses the login; nothing was changed.</exception>
    public async Task<NpgsqlConnection> ConnectAsync(CancellationToken token)
    {
        try
        {
            return _ahead.TryDequeue(out var opening) ? await FinishAsync(opening, token) : await _source.OpenConnectionAsync(token);
        }
        catch (NpgsqlException e)
        {
            throw ConnectFailures.From(e, Settings);
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        foreach (var unused in _ahead) await DisposeAsync(unused);
        await _source.DisposeAsync();
        _disposing.Dispose();
    }

    private async Task<NpgsqlConnection> FinishAsync(Task<NpgsqlConnection> opening, CancellationToken token)
    {
        try
        {
            return await opening.WaitAsync(token);
        }
        catch (OperationCanceledException)
        {
            _ahead.Enqueue(opening);
            throw;
        }
    }

    // It may have failed, or have been cancelled just now: nobody waits for it any more.
    private static async Task DisposeAsync(Task<NpgsqlConnection> unused)
    {
        await Task.WhenAny(unused);
        if (unused.IsCompletedSuccessfully) await (await unused).DisposeAsync();
    }
}
