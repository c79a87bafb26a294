using System.Net;
using System.Net.Sockets;
using System.Text;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>The management interface of a project on loopback, with a health and logs that can be changed.</summary>
internal sealed class ManagementService : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Uri _address;

    public ManagementService()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _address = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }

        _listener.Prefixes.Add(_address.AbsoluteUri);
        _listener.Start();
        _ = ListenAsync();
    }

    public int Requests { get; private set; }

    /// <summary>The storage service's.</summary>
    public string Health { get; set; } = "ACTIVE_HEALTHY";

    public int Errors { get; set; }

    /// <summary>Whether markers are in the logs.</summary>
    public bool HasMarker { get; set; }

    public ManagementClient Client() => new("abcdefghijklmnopqrst", "sbp_secret", TimeProvider.System, _address);

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        try
        {
            while (true) await AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        Requests++;
        var sql = context.Request.QueryString["sql"] ?? "";
        var body = context.Request.RawUrl!.Contains("/health", StringComparison.Ordinal)
            ? $$"""[{"name":"auth","status":"ACTIVE_HEALTHY"},{"name":"storage","status":"{{Health}}"}]"""
            : sql.Contains("count(*)", StringComparison.Ordinal) ? $$"""{"result":[{"errors":{{Errors}}}]}"""
            : HasMarker ? """{"result":[{"event_message":"x"}]}""" : """{"result":[]}""";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
        context.Response.Close();
    }
}
