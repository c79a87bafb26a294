using System.Net;
using System.Net.Sockets;
using System.Text;
using Lockkeeper.Postgres.Local;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>A network between client and server that fails at the worst moment. Plain TCP: the connection must not be encrypted.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _open = [];
    private readonly LocalCluster _server;
    private readonly Task _accepting;
    private int _cuts;
    private int _connections;

    public CuttingProxy(LocalCluster server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => Volatile.Read(ref _connections);

    public bool HasCut => Volatile.Read(ref _cuts) > 0;

    /// <summary>The first message that holds this text is where the connection is cut.</summary>
    public string At { get; init; } = "COMMIT\0";

    /// <summary>Whether that message still reaches the server; its answer never reaches the client.</summary>
    public bool Arrives { get; init; }

    /// <summary>Whether the server is not told that its client has gone.</summary>
    public bool ServerIsNotTold { get; init; }

    /// <summary>Whether the connection stays open, and nothing that is sent on it arrives any more.</summary>
    public bool FallsSilent { get; init; }

    /// <summary>Whether nobody can connect afterwards.</summary>
    public bool StaysDown { get; init; }

    /// <summary>Runs after the server has got the message and before the connection is cut.</summary>
    public Func<Task> BeforeCutting { get; init; } = () => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        lock (_open)
            foreach (var client in _open) client.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _connections);
                if (HasCut && StaysDown) client.Dispose();
                else _ = RelayAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        var server = new TcpClient();
        lock (_open) _open.AddRange([client, server]);
        try
        {
            await server.ConnectAsync(_server.Host, _server.Port);
            _ = BackAsync(server.GetStream(), client.GetStream());
            await ForthAsync(client, server);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Either side has gone.
        }
        finally
        {
            client.Dispose();
            if (!(HasCut && (ServerIsNotTold || FallsSilent))) server.Dispose();
        }
    }

    private async Task ForthAsync(TcpClient client, TcpClient server)
    {
        var at = Encoding.UTF8.GetBytes(At);
        var buffer = new byte[64 * 1024];
        int count;
        while ((count = await client.GetStream().ReadAsync(buffer)) > 0)
        {
            if (!HasCut && buffer.AsSpan(0, count).IndexOf(at) >= 0 && Interlocked.Increment(ref _cuts) == 1)
            {
                if (Arrives) await server.GetStream().WriteAsync(buffer.AsMemory(0, count));
                // Time for the server to have done it; its answer is swallowed because of HasCut.
                await Task.Delay(300);
                await BeforeCutting();
                if (FallsSilent) await client.GetStream().CopyToAsync(Stream.Null);
                return;
            }

            await server.GetStream().WriteAsync(buffer.AsMemory(0, count));
        }
    }

    private async Task BackAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            var cutsBefore = Volatile.Read(ref _cuts);
            var buffer = new byte[64 * 1024];
            int count;
            while ((count = await from.ReadAsync(buffer)) > 0)
                if (Volatile.Read(ref _cuts) == cutsBefore) await to.WriteAsync(buffer.AsMemory(0, count));
            // Who cancels waits until the server closes.
            if (Volatile.Read(ref _cuts) == cutsBefore) to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            // Either side has gone.
        }
    }
}
