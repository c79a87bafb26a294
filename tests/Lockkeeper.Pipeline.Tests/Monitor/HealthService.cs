using System.Net;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>A service on loopback whose ways can change while it is watched.</summary>
internal sealed class HealthService : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Random _random = new(7);
    private readonly CancellationTokenSource _closed = new();

    public HealthService()
    {
        Address = new Uri(Loopback.Listen(_listener), "health");
        _ = ListenAsync();
    }

    public Uri Address { get; }

    /// <summary>As the monitor names it.</summary>
    public string Name => $"{Address.Authority}/health";

    /// <summary>Before each answer, with a jitter of as much again.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>How many of the answers are a 503, 0 to 1.</summary>
    public double Failing { get; set; }

    /// <summary>Whether nobody ever answers.</summary>
    public bool Hangs { get; set; }

    public void Dispose()
    {
        _closed.Cancel();
        _listener.Close();
        _closed.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        if (Hangs) return;
        try
        {
            double jitter;
            lock (_random) jitter = _random.NextDouble();
            await Task.Delay(Delay * (1 + jitter), _closed.Token);
            lock (_random) context.Response.StatusCode = _random.NextDouble() < Failing ? 503 : 200;
            context.Response.Close();
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or OperationCanceledException)
        {
            // Whoever asked has gone.
        }
    }
}
