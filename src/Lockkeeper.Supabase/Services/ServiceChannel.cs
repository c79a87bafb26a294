using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Polly.Timeout;

namespace Lockkeeper.Supabase.Services;

/// <summary>An answer, read to its end.</summary>
internal sealed record ServiceAnswer(HttpStatusCode Status, HttpResponseHeaders Headers, byte[] Body)
{
    /// <summary>The attempt that it answers; 1 is the first.</summary>
    public int Attempt { get; init; } = 1;

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <exception cref="System.Text.Json.JsonException">The body is no JSON.</exception>
    public JsonNode? Json() => Body.Length == 0 ? null : JsonNode.Parse(Body);
}

/// <summary>A call. POST and PATCH are never made again on a mere suspicion.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Below the service's address, with the query.</param>
internal sealed record ServiceCall(HttpMethod Method, string Path)
{
    public string? Token { get; init; }

    public ReadOnlyMemory<byte>? Body { get; init; }

    public string ContentType { get; init; } = "application/json";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>A secret in its body, which an answer might repeat.</summary>
    public string? Secret { get; init; }

    /// <summary>Without a key, as somebody who has only the address.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Whether making it again does no harm.</summary>
    public bool IsIdempotent { get; init; } = Method != HttpMethod.Post && Method != HttpMethod.Patch;

    /// <summary>Without the query, which may hold what belongs to a person.</summary>
    public string Name => $"{Method} /{Path.Split('?')[0]}";

    public static ServiceCall Get(string path) => new(HttpMethod.Get, path);

    public static ServiceCall Post(string path, JsonNode body) => new(HttpMethod.Post, path) { Body = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()) };
}

/// <summary>Carries calls to one service: key and token in, time-outs and retries around, one error type out.</summary>
/// <param name="http">Shared by the services of a project.</param>
/// <param name="service">Its name in messages.</param>
/// <param name="address">Ends with a slash.</param>
/// <param name="authorize">Puts the credentials into a request.</param>
/// <param name="redact">Takes the key out of a text.</param>
/// <param name="limits">Time-outs and retries.</param>
/// <param name="time">The clock of the waits.</param>
internal sealed class ServiceChannel(
    HttpClient http, string service, Uri address, Action<HttpRequestMessage, string?> authorize, Func<string, string> redact, ServiceLimits limits, TimeProvider time)
{
    /// <summary>Makes a call and returns its answer, which is a success.</summary>
    /// <exception cref="ServiceFailure">It was refused, or no answer came.</exception>
    public async Task<ServiceAnswer> SendAsync(ServiceCall call, CancellationToken token)
    {
        var answer = await AskAsync(call, token);
        return answer.IsSuccess ? answer : throw Refused(call, answer);
    }

    /// <summary>The same, where a refusal of this kind is an answer too: null then.</summary>
    public async Task<ServiceAnswer?> SendAsync(ServiceCall call, Func<int, ServiceError, bool> isNone, CancellationToken token)
    {
        var answer = await AskAsync(call, token);
        if (answer.IsSuccess) return answer;
        var error = ErrorOf(call, answer);
        if (!isNone(error.StatusInBody ?? (int)answer.Status, error)) throw new ServiceFailure(service, call.Name, (int)answer.Status, error);
        // The first attempt may have removed it, with only its answer lost.
        return call.Method == HttpMethod.Delete && answer.Attempt > 1 ? answer : null;
    }

    /// <summary>The body as JSON.</summary>
    /// <exception cref="ServiceFailure">It was refused, no answer came, or the answer is not what the service's protocol says.</exception>
    public async Task<JsonNode> JsonAsync(ServiceCall call, CancellationToken token)
    {
        var answer = await SendAsync(call, token);
        try
        {
            return answer.Json() ?? throw Unreadable(call, answer, inner: null);
        }
        catch (System.Text.Json.JsonException e)
        {
            throw Unreadable(call, answer, e);
        }
    }

    /// <summary>What the body holds.</summary>
    /// <param name="call">The call.</param>
    /// <param name="read">Reads it; whatever it stumbles over is not what the protocol says.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="ServiceFailure">It was refused, no answer came, or the answer is not what the service's protocol says.</exception>
    public async Task<T> ReadAsync<T>(ServiceCall call, Func<JsonNode, T> read, CancellationToken token)
    {
        var answer = await SendAsync(call, token);
        try
        {
            return read(answer.Json() ?? throw new FormatException("The answer is empty."));
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw Unreadable(call, answer, e);
        }
    }

    private ServiceFailure Unreadable(ServiceCall call, ServiceAnswer answer, Exception? inner) =>
        new(service, call.Name, (int)answer.Status, new ServiceError("", "the answer is not what this service sends; is the address right?", RequestId: null), inner);

    private async Task<ServiceAnswer> AskAsync(ServiceCall call, CancellationToken token)
    {
        try
        {
            var attempts = 0;
            return await ServiceRetry.Pipeline(call.IsIdempotent, limits, time).ExecuteAsync(async t => await OnceAsync(call, ++attempts, t), token);
        }
        catch (TimeoutRejectedException e)
        {
            throw Unanswered(call, $"no answer within {e.Timeout.TotalSeconds:0.#} s", e);
        }
        catch (HttpRequestException e)
        {
            throw Unanswered(call, e.HttpRequestError switch
            {
                HttpRequestError.NameResolutionError => $"the name {address.Host} cannot be resolved",
                HttpRequestError.SecureConnectionError => $"no secure connection to {address.Host}: {e.InnerException?.Message ?? e.Message}",
                _ => e.Message,
            }, e);
        }
    }

    private async ValueTask<ServiceAnswer> OnceAsync(ServiceCall call, int attempt, CancellationToken token)
    {
        using var request = new HttpRequestMessage(call.Method, new Uri(address, call.Path));
        if (!call.IsAnonymous) authorize(request, call.Token);
        foreach (var (name, value) in call.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (call.Body is { } body)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(call.ContentType);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, token);
        return new ServiceAnswer(response.StatusCode, response.Headers, await response.Content.ReadAsByteArrayAsync(token)) { Attempt = attempt };
    }

    private ServiceFailure Refused(ServiceCall call, ServiceAnswer answer) => new(service, call.Name, (int)answer.Status, ErrorOf(call, answer));

    private ServiceError ErrorOf(ServiceCall call, ServiceAnswer answer) => ServiceErrors.Of(answer.Headers, answer.Body, text => Clean(call, text));

    private ServiceFailure Unanswered(ServiceCall call, string why, Exception inner) =>
        new(service, call.Name, status: null, new ServiceError("", Clean(call, why), RequestId: null), inner);

    private string Clean(ServiceCall call, string text)
    {
        text = redact(text);
        foreach (var secret in (string?[])[call.Token, call.Secret])
            if (secret is { Length: > 0 }) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return text;
    }
}
