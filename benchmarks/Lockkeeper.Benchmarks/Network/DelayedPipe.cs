using System.Net.Sockets;
using System.Threading.Channels;

namespace Lockkeeper.Benchmarks.Network;

/// <summary>One direction of a connection: every byte arrives a fixed time after it was sent, however many are on their way.</summary>
internal sealed class DelayedPipe(NetworkStream from, NetworkStream to, TimeSpan delay, TimeProvider time)
{
    private readonly Channel<(byte[] Bytes, long Sent)> _underway =
        Channel.CreateUnbounded<(byte[] Bytes, long Sent)>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });

    public Action<ReadOnlySpan<byte>> OnSent { get; init; } = static _ => { };

    public Action<ReadOnlySpan<byte>> OnDelivered { get; init; } = static _ => { };

    /// <summary>Ends when the sender closes and everything has arrived.</summary>
    public Task RunAsync() => Task.WhenAll(TakeAsync(), DeliverAsync());

    private async Task TakeAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReadAsync(buffer) is var read and > 0)
            {
                OnSent(buffer.AsSpan(0, read));
                await _underway.Writer.WriteAsync((buffer[..read], time.GetTimestamp()));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The connection ended without a goodbye.
        }

        _underway.Writer.Complete();
    }

    private async Task DeliverAsync()
    {
        try
        {
            await foreach (var (bytes, sent) in _underway.Reader.ReadAllAsync())
            {
                var wait = delay - time.GetElapsedTime(sent);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, time);
                // Told before the client can see it: its next request may be here before this task goes on.
                OnDelivered(bytes);
                await to.WriteAsync(bytes);
            }

            to.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // Nobody is there any more.
        }
    }
}
