using System.Net;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>Stands before a service and passes every request on, but for some, which it answers itself.</summary>
internal sealed class FrontDoor : IAsyncDisposable
{
    private static readonly string[] OfTheTransport = ["Host", "Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive"];

    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, byte[]> _good = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lost = new(StringComparer.Ordinal);
    private readonly HttpClient _behind;
    private readonly Task _serving;

    public FrontDoor(Uri behind, string path, int status, string body)
        : this(behind, r => string.Equals(r.Url!.AbsolutePath, path, StringComparison.Ordinal), status, body)
    {
    }

    public FrontDoor(Uri behind, Func<HttpListenerRequest, bool> isOwn, int status, string body)
    {
        _behind = new HttpClient { BaseAddress = behind };
        Address = Loopback.Listen(_listener);
        _serving = ServeAsync(isOwn, status, body);
    }

    /// <summary>Requests that get the last good answer of their path again where the service behind refuses them.</summary>
    public Func<HttpListenerRequest, bool> Forgives { get; init; } = _ => false;

    /// <summary>Requests that are passed on, and whose answer gets lost the first time that each of them comes.</summary>
    public Func<HttpListenerRequest, bool> LosesFirst { get; init; } = _ => false;

    /// <summary>How many answers got lost.</summary>
    public int Lost => _lost.Count;

    public Uri Address { get; }

    /// <summary>What it was asked on the path that it answers itself: the token's beginning, and the form.</summary>
    public List<(string? Authorization, string? ContentType, string Body)> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _behind.Dispose();
    }

    private async Task ServeAsync(Func<HttpListenerRequest, bool> isOwn, int status, string body)
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            if (!isOwn(context.Request))
            {
                await PassOnAsync(context);
                continue;
            }

            using var reader = new StreamReader(context.Request.InputStream, System.Text.Encoding.Latin1);
            Asked.Add((context.Request.Headers["Authorization"], context.Request.ContentType, await reader.ReadToEndAsync()));
            await AnswerAsync(context, status, System.Text.Encoding.UTF8.GetBytes(body), "application/json");
        }
    }

    private async Task PassOnAsync(HttpListenerContext context)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), context.Request.RawUrl);
        if (context.Request.HasEntityBody) request.Content = new StreamContent(context.Request.InputStream);
        foreach (var name in context.Request.Headers.AllKeys.OfType<string>().Except(OfTheTransport, StringComparer.OrdinalIgnoreCase))
        {
            var value = context.Request.Headers[name];
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        using var answer = await _behind.SendAsync(request);
        var (path, body) = (context.Request.Url!.AbsolutePath, await answer.Content.ReadAsByteArrayAsync());
        if (answer.IsSuccessStatusCode) _good[path] = body;
        if (LosesFirst(context.Request) && _lost.Add($"{context.Request.HttpMethod} {context.Request.RawUrl}"))
            await AnswerAsync(context, 502, "bad gateway"u8.ToArray(), "text/plain");
        else if (!answer.IsSuccessStatusCode && Forgives(context.Request) && _good.TryGetValue(path, out var good))
            await AnswerAsync(context, 200, good, "application/json");
        else
            await AnswerAsync(context, (int)answer.StatusCode, body, answer.Content.Headers.ContentType?.ToString());
    }

    private static async Task AnswerAsync(HttpListenerContext context, int status, byte[] body, string? type)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (status is not 204) await context.Response.OutputStream.WriteAsync(body);
        context.Response.Close();
    }
}
