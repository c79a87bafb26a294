using System.Net;
using System.Net.Sockets;

namespace Lockkeeper.Benchmarks.Network;

/// <summary>
/// A network of a known length between client and server. It delays bytes and nothing else: bandwidth is that of the loopback device, and
/// opening a TCP connection is not delayed (which favours programs that open many).
/// </summary>
internal sealed class DelayProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Conversation> _conversations = [];
    private readonly string _host;
    private readonly int _port;
    private readonly TimeSpan _oneWay;
    private readonly Task _accepting;

    public DelayProxy(string host, int port, TimeSpan roundTrip)
    {
        (_host, _port, _oneWay) = (host, port, roundTrip / 2);
        _listener.Start(backlog: 128);
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The traffic since it was asked for the last time.</summary>
    public Traffic TakeTraffic()
    {
        lock (_conversations)
        {
            var traffic = new Traffic(_conversations.Count, _conversations.Sum(c => c.RoundTrips));
            _conversations.Clear();
            return traffic;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = RelayAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task RelayAsync(TcpClient client)
    {
        using var here = client;
        using var there = new TcpClient();
        here.NoDelay = there.NoDelay = true;
        var conversation = new Conversation();
        lock (_conversations) _conversations.Add(conversation);
        try
        {
            await there.ConnectAsync(_host, _port);
        }
        catch (SocketException)
        {
            return;
        }

        var time = TimeProvider.System;
        await Task.WhenAll(
            new DelayedPipe(here.GetStream(), there.GetStream(), _oneWay, time) { OnSent = conversation.FromClient }.RunAsync(),
            new DelayedPipe(there.GetStream(), here.GetStream(), _oneWay, time) { OnDelivered = conversation.ToClient }.RunAsync());
    }
}

/// <summary>What a program sent.</summary>
/// <param name="Connections">How many it opened.</param>
/// <param name="RoundTrips">How often it waited for an answer after a login, on all of them.</param>
internal sealed record Traffic(int Connections, int RoundTrips);
