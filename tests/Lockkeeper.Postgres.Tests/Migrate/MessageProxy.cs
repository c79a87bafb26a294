using System.Net;
using System.Net.Sockets;
using Lockkeeper.Postgres.Local;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>Where a connection is cut.</summary>
/// <param name="Frontend">Whether the client's messages are counted, else the server's.</param>
/// <param name="After">The number of the last message that gets through, from 1.</param>
/// <param name="Abrupt">By RST, which may destroy what is under way; else in order, behind all that was sent.</param>
internal sealed record Cut(bool Frontend, int After, bool Abrupt);

/// <summary>A network that breaks once, behind a message that a test chooses. The connections afterwards are whole.</summary>
internal sealed class MessageProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Task> _relays = [];
    private readonly List<TcpClient> _open = [];
    private readonly LocalCluster _server;
    private readonly Cut? _cut;
    private readonly Task _accepting;
    private int _frontend;
    private int _backend;

    public MessageProxy(LocalCluster server, Cut? cut)
    {
        (_server, _cut) = (server, cut);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Whether the connection was cut; a run with fewer messages gets through.</summary>
    public bool HasCut { get; private set; }

    /// <summary>The client's messages, by type and with the statement that it last named.</summary>
    public List<(char Type, string Sql)> Sent { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        lock (_open) _open.ForEach(c => c.Dispose());
        await Task.WhenAll(_relays);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var pair = new Pair(await _listener.AcceptTcpClientAsync(), new TcpClient { NoDelay = true });
                lock (_open) _open.AddRange([pair.Client, pair.Server]);
                _relays.Add(RelayAsync(pair));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task RelayAsync(Pair pair)
    {
        pair.Client.NoDelay = true;
        await pair.Server.ConnectAsync(_server.Host, _server.Port);
        await Task.WhenAll(CarryAsync(pair, frontend: true), CarryAsync(pair, frontend: false));
        pair.Client.Dispose();
        pair.Server.Dispose();
    }

    private async Task CarryAsync(Pair pair, bool frontend)
    {
        var (from, to) = frontend ? (pair.Client, pair.Server) : (pair.Server, pair.Client);
        try
        {
            var frames = new MessageFrames(from.GetStream(), firstHasNoType: frontend);
            while (await frames.ReadAsync() is { Length: > 0 } message && !pair.IsCut)
            {
                if (frontend) Note(message);
                var here = IsHere(frontend);
                // The answer to the last message must not slip through.
                if (here && frontend) pair.IsCut = true;
                await to.GetStream().WriteAsync(message);
                if (here) Break(pair);
            }

            // It has no socket any more once it is disposed of.
            if (!pair.IsCut) to.Client?.Shutdown(SocketShutdown.Send);
            // What follows the cut has no taker, and whoever sends it must not be held up by that.
            else await from.GetStream().CopyToAsync(Stream.Null);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Either side has gone.
        }
    }

    private void Note(byte[] message)
    {
        var type = (char)message[0];
        lock (Sent) Sent.Add((type, MessageFrames.Sql(message) ?? (type is 'B' or 'D' or 'E' && Sent.Count > 0 ? Sent[^1].Sql : "")));
    }

    private bool IsHere(bool frontend)
    {
        var count = frontend ? Interlocked.Increment(ref _frontend) : Interlocked.Increment(ref _backend);
        return _cut is not null && _cut.Frontend == frontend && _cut.After == count;
    }

    private void Break(Pair pair)
    {
        (HasCut, pair.IsCut) = (true, true);
        foreach (var side in (TcpClient[])[pair.Client, pair.Server])
        {
            if (!_cut!.Abrupt)
            {
                side.Client?.Shutdown(SocketShutdown.Send);
                continue;
            }

            side.LingerState = new LingerOption(enable: true, seconds: 0);
            side.Close();
        }
    }

    private sealed record Pair(TcpClient Client, TcpClient Server)
    {
        public bool IsCut { get; set; }
    }
}
