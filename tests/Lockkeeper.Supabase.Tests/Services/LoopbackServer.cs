using System.Net;
using System.Text;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.Services;

/// <summary>A request as it arrived.</summary>
internal sealed record Received(string Method, string Path, WebHeaderCollection Headers, string Body);

/// <summary>An answer to give.</summary>
internal sealed record Reply(int Status, string Body, params (string Name, string Value)[] Headers);

/// <summary>Real HTTP on loopback: gives one answer after the other, the last one again and again.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Queue<Reply> _replies;
    private readonly List<Received> _received = [];

    public LoopbackServer(params Reply[] replies)
    {
        _replies = new(replies);
        Address = Loopback.Listen(_listener);
        _ = AnswerAsync();
    }

    public Uri Address { get; }

    public IReadOnlyList<Received> Received => _received;

    public Received Only => _received.Should().ContainSingle().Subject;

    public void Dispose() => _listener.Close();

    private async Task AnswerAsync()
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
        using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
        _received.Add(new(context.Request.HttpMethod, context.Request.RawUrl!, (WebHeaderCollection)context.Request.Headers, await reader.ReadToEndAsync()));
        var reply = _replies.Count > 1 ? _replies.Dequeue() : _replies.Peek();
        // Status 0: nobody ever answers.
        if (reply.Status == 0) return;
        context.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers) context.Response.AddHeader(name, value);
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(reply.Body));
        context.Response.Close();
    }
}
