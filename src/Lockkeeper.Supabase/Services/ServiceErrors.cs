using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Lockkeeper.Supabase.Services;

/// <summary>
/// Reads the bodies of errors. GoTrue: code (a number, or a SQLSTATE as text), error_code, msg. PostgREST: code, message, hint. storage-api: statusCode,
/// error, message, code. Gateway and management: message.
/// </summary>
internal static class ServiceErrors
{
    private const int LongestBody = 300;

    private static readonly string[] RequestIds = ["sb-request-id", "x-request-id", "cf-ray"];

    /// <summary>What an answer says about a failure.</summary>
    /// <param name="headers">Its headers.</param>
    /// <param name="body">Its body.</param>
    /// <param name="redact">Takes secrets out of a text; before anything is cut off, or a part of one would be left.</param>
    public static ServiceError Of(HttpResponseHeaders headers, ReadOnlySpan<byte> body, Func<string, string> redact)
    {
        var said = Said(headers, body, redact);
        return said with
        {
            Code = redact(said.Code),
            Message = redact(said.Message),
            RequestId = said.RequestId is { } id ? redact(id) : null,
            Hint = said.Hint is { } hint ? redact(hint) : null,
        };
    }

    private static ServiceError Said(HttpResponseHeaders headers, ReadOnlySpan<byte> body, Func<string, string> redact)
    {
        var id = RequestIds.Select(name => headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null).FirstOrDefault(v => v is not null);
        var code = headers.TryGetValues("x-sb-error-code", out var named) ? named.FirstOrDefault() ?? string.Empty : string.Empty;
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement is { ValueKind: JsonValueKind.Object } root) return Of(root, code, id);
        }
        catch (JsonException)
        {
            // A proxy answered in its own words.
        }

        var text = redact(System.Text.Encoding.UTF8.GetString(body).Trim());
        return new ServiceError(code, text.Length == 0 ? "no reason given" : text.Length > LongestBody ? $"{text[..LongestBody]}…" : text, id);
    }

    private static ServiceError Of(JsonElement root, string code, string? id)
    {
        var own = Text(root, "code");
        // GoTrue repeats the status as a number; a SQLSTATE of a failed trigger comes as text.
        if (root.TryGetProperty("code", out var element) && element.ValueKind == JsonValueKind.Number) own = null;
        return new ServiceError(
            First(code, Text(root, "error_code"), own, Text(root, "error")),
            First(Text(root, "msg"), Text(root, "message"), Text(root, "error_description"), Text(root, "error"), "no reason given"),
            id)
        {
            StatusInBody = int.TryParse(Text(root, "statusCode"), NumberStyles.None, CultureInfo.InvariantCulture, out var status) ? status : null,
            Hint = Text(root, "hint"),
        };
    }

    private static string First(params ReadOnlySpan<string?> values)
    {
        foreach (var value in values)
            if (!string.IsNullOrEmpty(value)) return value;
        return string.Empty;
    }

    private static string? Text(JsonElement root, string name) => root.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => null,
        }
        : null;
}
