namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>Calls of the product's own services.</summary>
internal static class ProductHttp
{
    /// <summary>A redirect would carry a token to somewhere else, and is not the answer that was asked for.</summary>
    public static HttpClient Create(TimeSpan patience) => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = patience,
        MaxResponseContentBufferSize = 4L << 20,
    };

    /// <summary>What an answer says of itself, on one line and in quotation marks; nothing where it says nothing.</summary>
    public static async Task<string> WordsAsync(HttpResponseMessage answer, SmokeRun run, int longest)
    {
        // Cleaned before it is cut: the half of a secret would not be known for one.
        var body = run.Clean((await answer.Content.ReadAsStringAsync(run.Token)).ReplaceLineEndings(" ").Trim());
        return body.Length == 0 ? "" : $" \"{(body.Length > longest ? $"{body[..longest]}…" : body)}\"";
    }

    /// <summary>Without what may be secret in it.</summary>
    public static string Shown(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
