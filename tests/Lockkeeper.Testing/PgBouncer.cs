using System.Net;
using System.Net.Sockets;
using Lockkeeper.Processes;
using Npgsql;

namespace Lockkeeper.Testing;

/// <summary>A real PgBouncer on loopback in front of a test's database.</summary>
public sealed class PgBouncer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lockkeeper-pgbouncer-");
    private readonly CancellationTokenSource _end = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private Task _running = Task.CompletedTask;

    private PgBouncer(NpgsqlConnectionStringBuilder server) => _server = server;

    /// <summary>Why tests that need it are skipped; null when they run, or when they must fail.</summary>
    public static string? SkipReason => Postgres.SkipReason ?? (Postgres.IsCi || Find() is not null ? null : "PgBouncer is not installed.");

    /// <summary>How to connect through it.</summary>
    public NpgsqlConnectionStringBuilder Connection => new(_server.ConnectionString) { Host = "127.0.0.1", Port = Port };

    private int Port { get; } = FreePort();

    /// <summary>Starts one.</summary>
    /// <param name="server">The database behind it.</param>
    /// <param name="settings">Lines for the section [pgbouncer], such as <c>pool_mode = transaction</c>.</param>
    public static async Task<PgBouncer> StartAsync(NpgsqlConnectionStringBuilder server, params string[] settings)
    {
        var bouncer = new PgBouncer(server);
        try
        {
            await bouncer.StartAsync(settings);
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _end.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task StartAsync(string[] settings)
    {
        // Whoever connects is logged in on the server as the test's own user.
        var file = Path.Combine(_folder.FullName, "pgbouncer.ini");
        await File.WriteAllTextAsync(file, $"""
            [databases]
            * = host={_server.Host} port={_server.Port} user={_server.Username} password={_server.Password}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = any
            {string.Join('\n', settings)}

            """);
        if (!OperatingSystem.IsWindows())
            _folder.UnixFileMode |= UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        var command = new ChildCommand(Find() ?? "pgbouncer", [file]) { Deadline = TimeSpan.FromMinutes(5) };
        _running = ChildProcess.RunAsync(command.AsUser(LesserUser.WhenRoot()), _end.Token);
        while (!await ListensAsync())
        {
            if (_running.IsCompleted) await _running;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private async Task<bool> ListensAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    // Debian installs it where only root's PATH looks.
    private static string? Find() => Programs.Find("pgbouncer") ?? Programs.FindIn("/usr/sbin", "pgbouncer");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
