using System.Net;

namespace Lockkeeper.Supabase.Services;

/// <summary>The HTTP services of one Supabase project.</summary>
public sealed class SupabaseServices : IDisposable
{
    private const long LargestAnswer = 64L << 20;

    private readonly HttpClient _http;

    private SupabaseServices(HttpClient http, Uri address, ApiKey publishable, ApiKey? secret, ServiceLimits limits, TimeProvider time)
    {
        _http = http;
        ServiceChannel Channel(string service, string path, ApiKey key) =>
            new(http, service, new Uri(address, path), key.Authorize, text => Redact(text, publishable, secret), limits, time);
        Auth = new AuthClient(Channel("auth", "auth/v1/", publishable), secret is null ? null : Channel("auth", "auth/v1/", secret));
        Rest = new RestClient(Channel("rest", "rest/v1/", publishable));
        Storage = new StorageClient(Channel("storage", "storage/v1/", publishable));
        if (secret is null) return;
        RestAsService = new RestClient(Channel("rest", "rest/v1/", secret));
        StorageAsService = new StorageClient(Channel("storage", "storage/v1/", secret));
    }

    /// <summary>GoTrue.</summary>
    public AuthClient Auth { get; }

    /// <summary>PostgREST, as anon or as the user whose token a call gets.</summary>
    public RestClient Rest { get; }

    /// <summary>storage-api, as anon or as the user whose token a call gets.</summary>
    public StorageClient Storage { get; }

    /// <summary>PostgREST, as service_role; null without the secret key.</summary>
    public RestClient? RestAsService { get; }

    /// <summary>storage-api, as service_role; null without the secret key.</summary>
    public StorageClient? StorageAsService { get; }

    /// <summary>Opens nothing yet: each call connects.</summary>
    /// <param name="address">The project's address.</param>
    /// <param name="publishable">The key that acts as anon.</param>
    /// <param name="secret">The key that acts as service_role; null where there is none.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="limits">Time-outs and retries; null: the standard ones.</param>
    /// <exception cref="ArgumentException">The address would send the keys over the network in the clear.</exception>
    public static SupabaseServices For(Uri address, ApiKey publishable, ApiKey? secret, TimeProvider time, ServiceLimits? limits = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!string.Equals(address.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal) && !address.IsLoopback)
            throw new ArgumentException($"{address.Host} must be addressed by https: keys travel in every request.", nameof(address));
        var root = address.AbsoluteUri.EndsWith('/') ? address : new Uri($"{address.AbsoluteUri}/");
        return new SupabaseServices(NewHttp(), root, publishable, secret, limits ?? ServiceLimits.Standard, time);
    }

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    // A redirect would carry the key to somewhere else. Time-outs are the pipeline's.
    internal static HttpClient NewHttp() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LargestAnswer,
        DefaultRequestHeaders = { { "User-Agent", $"lockkeeper/{typeof(SupabaseServices).Assembly.GetName().Version?.ToString(3)}" } },
    };

    private static string Redact(string text, ApiKey publishable, ApiKey? secret) => secret is null ? publishable.Redact(text) : secret.Redact(publishable.Redact(text));
}
