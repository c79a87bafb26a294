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

    /// <summary>Without what may be secret in it.</summary>
    public static string Shown(Uri address) => address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
