using System.Net;
using System.Net.Sockets;

namespace Lockkeeper.Testing;

/// <summary>Ports of this machine for servers of tests.</summary>
public static class Loopback
{
    /// <summary>Starts a listener. It cannot choose a free port by itself, and another process may take the one that was free a moment ago.</summary>
    /// <returns>Its address, with a slash at the end.</returns>
    public static Uri Listen(HttpListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        while (true)
        {
            var address = $"http://127.0.0.1:{FreePort()}/";
            listener.Prefixes.Clear();
            listener.Prefixes.Add(address);
            try
            {
                listener.Start();
                return new Uri(address);
            }
            catch (HttpListenerException)
            {
                // Taken meanwhile: the next one.
            }
        }
    }

    /// <summary>One on which nobody listens at this moment.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, port: 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
