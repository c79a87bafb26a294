using System.Net;
using System.Text;
using Lockkeeper.Supabase.Services;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>The management interface of a project on loopback, with a health and logs that can be changed.</summary>
internal sealed class ManagementService : IDisposable
{
    public const string Project = "abcdefghijklmnopqrst";

    private readonly HttpListener _listener = new();

    public ManagementService()
    {
        Address = Loopback.Listen(_listener);
        _ = ListenAsync();
    }

    public Uri Address { get; }

    public int Requests { get; private set; }

    /// <summary>The storage service's.</summary>
    public string Health { get; set; } = "ACTIVE_HEALTHY";

    /// <summary>All that the log has, a total.</summary>
    public int Errors { get; set; }

    /// <summary>How many more at each question.</summary>
    public int MoreErrors { get; set; }

    /// <summary>Whether markers are in the logs.</summary>
    public bool HasMarker { get; set; }

    /// <summary>What is answered to whatever is asked, with 200; null: what is documented.</summary>
    public string? Instead { get; set; }

    /// <summary>Whether bodies are said to be compressed.</summary>
    public bool SaysGzip { get; set; }

    public ManagementClient Client(string token = "sbp_secret") => new(Project, token, TimeProvider.System, Address);

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
        if (SaysGzip) context.Response.AddHeader("Content-Encoding", "gzip");
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(Instead ?? Documented(context.Request)));
        context.Response.Close();
    }

    private string Documented(HttpListenerRequest request)
    {
        if (!request.RawUrl!.StartsWith($"/v1/projects/{Project}/", StringComparison.Ordinal)) return """{"message":"Not Found"}""";
        if (request.RawUrl!.Contains("/health", StringComparison.Ordinal))
        {
            return $$"""
                [{"name":"auth","status":"ACTIVE_HEALTHY"},{"name":"db","status":"ACTIVE_HEALTHY"},{"name":"rest","status":"ACTIVE_HEALTHY"},
                {"name":"storage","status":"{{Health}}"}]
                """;
        }

        if (request.QueryString["sql"]?.Contains("count(*)", StringComparison.Ordinal) is not true)
            return HasMarker ? """{"result":[{"event_message":"x"}]}""" : """{"result":[]}""";
        Errors += MoreErrors;
        return $$"""{"result":[{"found":{{Errors}}}]}""";
    }
}
