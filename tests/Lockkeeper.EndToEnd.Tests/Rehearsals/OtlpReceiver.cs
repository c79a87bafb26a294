using System.Net;
using System.Text;
using Lockkeeper.Testing;

namespace Lockkeeper.EndToEnd.Tests.Rehearsals;

/// <summary>A span as it arrived.</summary>
internal sealed record ReceivedSpan(string Trace, string Id, string Parent, string Name, ulong Start, ulong End, IReadOnlyDictionary<string, string> Tags);

/// <summary>
/// Receives OTLP by HTTP with protobuf on loopback and reads the messages by the field numbers of opentelemetry-proto 1.x (trace.proto, metrics.proto,
/// common.proto, resource.proto).
/// </summary>
internal sealed class OtlpReceiver : IDisposable
{
    /// <summary>A trace of the pipeline around.</summary>
    public const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";

    private readonly HttpListener _listener = new();
    private readonly List<byte[]> _bodies = [];
    private readonly List<ReceivedSpan> _spans = [];
    private readonly HashSet<string> _metrics = new(StringComparer.Ordinal);

    public OtlpReceiver()
    {
        Address = Loopback.Listen(_listener).AbsoluteUri.TrimEnd('/');
        _ = ListenAsync();
    }

    public string Address { get; }

    /// <summary>What the receiver answers.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Whether it never answers.</summary>
    public bool Hangs { get; init; }

    public IReadOnlyList<ReceivedSpan> Spans => _spans;

    public IReadOnlySet<string> Metrics => _metrics;

    public Dictionary<string, string> Resource { get; private set; } = [];

    public HashSet<string?> Tenants { get; } = [];

    public ReceivedSpan Span(string name) => _spans.Should().ContainSingle(s => s.Name == name).Subject;

    /// <summary>Whether any message holds the text.</summary>
    public bool Holds(string text) => _bodies.Exists(b => b.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

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
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        if (Hangs) return;
        _bodies.Add(body.ToArray());
        Tenants.Add(context.Request.Headers["x-tenant"]);
        foreach (var resource in new Message(body.ToArray()).All(1))
        {
            Resource = Tags(resource.All(1).Single(), 1);
            var scopes = resource.All(2).ToList();
            if (context.Request.RawUrl is "/v1/traces") _spans.AddRange(scopes.SelectMany(s => s.All(2)).Select(Read));
            else _metrics.UnionWith(scopes.SelectMany(s => s.All(2)).Select(m => m.Text(1)));
        }

        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/x-protobuf";
        context.Response.Close();
    }

    private static ReceivedSpan Read(Message span) =>
        new(span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), span.Number(7), span.Number(8), Tags(span, 9));

    private static Dictionary<string, string> Tags(Message message, int field) => message.All(field).ToDictionary(
        t => t.Text(1), t => t.All(2).Single() is var value && value.Text(1) is { Length: > 0 } text ? text : $"{value.Number(3)}", StringComparer.Ordinal);
}
