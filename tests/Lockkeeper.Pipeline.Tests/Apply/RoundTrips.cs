using System.Net;
using System.Net.Sockets;

namespace Lockkeeper.Pipeline.Tests.Apply;

/// <summary>A proxy on loopback that counts how often each session waited for the server to be ready again.</summary>
internal sealed class RoundTrips : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Task> _sessions = [];
    private readonly int _server;
    private readonly Task _accepting;
    private int _ready;

    public RoundTrips(int server)
    {
        _server = server;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Sessions => _sessions.Count;

    /// <summary>After authentication, whose own ReadyForQuery is left out.</summary>
    public int AfterAuthentication => _ready - Sessions;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_sessions);
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var here = client;
        using var there = new TcpClient();
        await there.ConnectAsync(IPAddress.Loopback, _server);
        var asking = here.GetStream().CopyToAsync(there.GetStream()).ContinueWith(_ => there.Close(), TaskScheduler.Default);
        await AnswerAsync(there.GetStream(), here.GetStream());
        here.Close();
        await asking;
    }

    // Every message of the server is a letter, its length and so many bytes; Z is ReadyForQuery.
    private async Task AnswerAsync(NetworkStream server, NetworkStream client)
    {
        var head = new byte[5];
        try
        {
            while (true)
            {
                await server.ReadExactlyAsync(head);
                var body = new byte[System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
                await server.ReadExactlyAsync(body);
                if (head[0] == 'Z') Interlocked.Increment(ref _ready);
                await client.WriteAsync((byte[])[.. head, .. body]);
            }
        }
        catch (Exception closed) when (closed is IOException or ObjectDisposedException)
        {
            // One side went away.
        }
    }
}
