using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lockkeeper.Supabase.Services;

/// <summary>Supabase's own API for what is not in the project: its state, its services' health, its backups and logs.</summary>
public sealed class ManagementClient : IDisposable
{
    private const string Service = "management";

    private static readonly Uri Address = new("https://api.supabase.com/");
    private static readonly string[] Watched = ["auth", "db", "rest", "storage"];

    private readonly HttpClient _http = SupabaseServices.NewHttp();
    private readonly ServiceChannel _channel;
    private readonly string _project;
    private readonly string _accessToken;

    /// <param name="projectRef">Twenty lower-case letters.</param>
    /// <param name="accessToken">SUPABASE_ACCESS_TOKEN; white space around it is no part of it.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="address">Another address; null: Supabase's.</param>
    /// <param name="limits">Time-outs and retries; null: the standard ones.</param>
    /// <exception cref="ArgumentException">The project ref is none.</exception>
    public ManagementClient(string projectRef, string accessToken, TimeProvider time, Uri? address = null, ServiceLimits? limits = null)
    {
        if (projectRef.Length != 20 || projectRef.Any(c => c is < 'a' or > 'z'))
            throw new ArgumentException($"\"{projectRef}\" is no project ref: it has 20 lower-case letters.", nameof(projectRef));
        _project = $"v1/projects/{projectRef}";
        _accessToken = accessToken.Trim();
        _channel = new ServiceChannel(_http, Service, address is null ? Address : new Uri($"{address.AbsoluteUri.TrimEnd('/')}/"), (request, _) => Authorize(request), Redact, limits ?? ServiceLimits.Standard, time);
    }

    /// <summary>Which project it is, and in what state.</summary>
    public Task<ManagedProject> ProjectAsync(CancellationToken token) => ReadAsync(ServiceCall.Get(_project), json => new ManagedProject(
        Text(json, "name"), Text(json, "region"), Text(json, "status"), Text(json["database"], "host"), Text(json["database"], "version")), token);

    /// <summary>How Supabase finds its own services.</summary>
    /// <exception cref="ServiceFailure">It does not answer, or not for all of them: that one is not named does not make it healthy.</exception>
    public Task<IReadOnlyList<ServiceHealth>> HealthAsync(CancellationToken token) =>
        ReadAsync(ServiceCall.Get($"{_project}/health?services={string.Join(',', Watched)}"), Healths, token);

    /// <summary>The platform's own backups, which cannot be downloaded.</summary>
    public Task<PlatformBackups> BackupsAsync(CancellationToken token) => ReadAsync(ServiceCall.Get($"{_project}/database/backups"), json =>
    {
        var newest = Rows(json["backups"]).Where(b => Text(b, "status") is "COMPLETED")
            .Select(b => DateTimeOffset.TryParse((string?)b["inserted_at"], CultureInfo.InvariantCulture, out var at) ? at : (DateTimeOffset?)null).Max();
        return new PlatformBackups((bool?)json["pitr_enabled"] ?? false, newest);
    }, token);

    /// <summary>Rows of the project's logs. The platform keeps them for a limited time and is minutes late at times.</summary>
    /// <param name="sql">Over the one table <c>logs</c>.</param>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="token">Ends it.</param>
    public Task<IReadOnlyList<JsonNode>> LogsAsync(string sql, DateTimeOffset from, DateTimeOffset to, CancellationToken token) =>
        ReadAsync(Logs(sql, from, to), LogRows, token);

    /// <summary>How many rows of the logs fulfil a condition.</summary>
    /// <param name="condition">Over the one table <c>logs</c>.</param>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="token">Ends it.</param>
    public Task<double> CountLogsAsync(string condition, DateTimeOffset from, DateTimeOffset to, CancellationToken token) =>
        ReadAsync(Logs($"select count(*) as found from logs where {condition}", from, to), json => Count(LogRows(json)), token);

    /// <summary>The versions that the platform has in the history.</summary>
    public Task<IReadOnlyList<string>> MigrationsAsync(CancellationToken token) => ReadAsync<IReadOnlyList<string>>(
        ServiceCall.Get($"{_project}/database/migrations"), json => [.. Rows(json).Select(m => Text(m, "version"))], token);

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

    // A success whose body has another shape than the documented one says nothing, and must not be taken for good news.
    private async Task<T> ReadAsync<T>(ServiceCall call, Func<JsonNode, T> read, CancellationToken token)
    {
        var json = await _channel.JsonAsync(call, token);
        try
        {
            return read(json);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new ServiceFailure(Service, call.Name, 200, new ServiceError("", Redact($"the answer is not what this service sends: {e.Message}"), RequestId: null), e);
        }
    }

    private ServiceCall Logs(string sql, DateTimeOffset from, DateTimeOffset to) => ServiceCall.Get(
        $"{_project}/analytics/endpoints/logs?sql={Uri.EscapeDataString(sql)}&iso_timestamp_start={Iso(from)}&iso_timestamp_end={Iso(to)}");

    private void Authorize(HttpRequestMessage request)
    {
        var problem = request.RequestUri is { IsLoopback: false, Scheme: not "https" } ? "it must be addressed by https: the access token travels in every request"
            : _accessToken.Length == 0 || _accessToken.Any(c => c is <= ' ' or > '~') ? "SUPABASE_ACCESS_TOKEN holds characters that no header may hold"
            : null;
        if (problem is not null)
            throw new ServiceFailure(Service, $"{request.Method} {request.RequestUri?.AbsolutePath}", status: null, new ServiceError("", problem, RequestId: null));
        request.Headers.Authorization = new("Bearer", _accessToken);
    }

    private string Redact(string text) => _accessToken.Length == 0 ? text : text.Replace(_accessToken, "***", StringComparison.Ordinal);

    private static IReadOnlyList<ServiceHealth> Healths(JsonNode json)
    {
        List<ServiceHealth> told = [.. Rows(json).Select(s => new ServiceHealth(Text(s, "name"), Text(s, "status"), (string?)s["error"]))];
        return Watched.FirstOrDefault(w => !told.Exists(t => t.Name.Equals(w, StringComparison.Ordinal) && t.Status.Length > 0)) is { } untold
            ? throw new JsonException($"it does not say how {untold} is")
            : told;
    }

    private static IReadOnlyList<JsonNode> LogRows(JsonNode json) =>
        json["error"] is { } error ? throw new JsonException(error.ToString()) : Rows(json["result"]);

    // A big number comes as text, so that no client rounds it.
    private static double Count(IReadOnlyList<JsonNode> rows) =>
        rows is [var row, ..] && double.TryParse(row["found"]?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var found)
            ? found
            : throw new JsonException("it has no count");

    private static IReadOnlyList<JsonNode> Rows(JsonNode? json) => json is JsonArray rows ? [.. rows.OfType<JsonNode>()] : throw new JsonException("it has no list");

    private static string Iso(DateTimeOffset time) => Uri.EscapeDataString(time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));

    private static string Text(JsonNode? json, string name) => (string?)json?[name] ?? string.Empty;
}

/// <summary>A project as the platform knows it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Region">Where it runs.</param>
/// <param name="Status">ACTIVE_HEALTHY where all is well.</param>
/// <param name="DatabaseHost">The direct host.</param>
/// <param name="DatabaseVersion">Of PostgreSQL.</param>
public sealed record ManagedProject(string Name, string Region, string Status, string DatabaseHost, string DatabaseVersion);

/// <summary>How Supabase finds one of its services.</summary>
public sealed record ServiceHealth(string Name, string Status, string? Error)
{
    /// <summary>Whether it is well: any of the platform's words for that, such as ACTIVE_HEALTHY.</summary>
    public bool IsHealthy => Status.EndsWith("HEALTHY", StringComparison.OrdinalIgnoreCase) && !Status.EndsWith("UNHEALTHY", StringComparison.OrdinalIgnoreCase);
}

/// <summary>What the platform itself could restore.</summary>
/// <param name="PointInTime">Whether any moment can be restored.</param>
/// <param name="Newest">When the newest complete one was taken; null: none.</param>
public sealed record PlatformBackups(bool PointInTime, DateTimeOffset? Newest);
