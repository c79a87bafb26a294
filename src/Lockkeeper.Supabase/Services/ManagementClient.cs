using System.Globalization;
using System.Text.Json.Nodes;

namespace Lockkeeper.Supabase.Services;

/// <summary>Supabase's own API for what is not in the project: its state, its services' health, its backups and logs.</summary>
public sealed class ManagementClient : IDisposable
{
    private static readonly Uri Address = new("https://api.supabase.com/");

    private readonly HttpClient _http = SupabaseServices.NewHttp();
    private readonly ServiceChannel _channel;
    private readonly string _project;

    /// <param name="projectRef">Twenty lower-case letters.</param>
    /// <param name="accessToken">SUPABASE_ACCESS_TOKEN.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="address">Another address, for tests; null: Supabase's.</param>
    /// <param name="limits">Time-outs and retries; null: the standard ones.</param>
    /// <exception cref="ArgumentException">The project ref is none.</exception>
    public ManagementClient(string projectRef, string accessToken, TimeProvider time, Uri? address = null, ServiceLimits? limits = null)
    {
        if (projectRef.Length != 20 || projectRef.Any(c => c is < 'a' or > 'z'))
            throw new ArgumentException($"\"{projectRef}\" is no project ref: it has 20 lower-case letters.", nameof(projectRef));
        _project = $"v1/projects/{projectRef}";
        _channel = new ServiceChannel(
            _http, "management", address ?? Address, (request, _) => request.Headers.Authorization = new("Bearer", accessToken),
            text => text.Replace(accessToken, "***", StringComparison.Ordinal), limits ?? ServiceLimits.Standard, time);
    }

    /// <summary>Which project it is, and in what state.</summary>
    public async Task<ManagedProject> ProjectAsync(CancellationToken token)
    {
        var json = await _channel.JsonAsync(ServiceCall.Get(_project), token);
        return new ManagedProject(Text(json, "name"), Text(json, "region"), Text(json, "status"), Text(json["database"], "host"), Text(json["database"], "version"));
    }

    /// <summary>How Supabase finds its own services.</summary>
    public async Task<IReadOnlyList<ServiceHealth>> HealthAsync(CancellationToken token)
    {
        var json = await _channel.JsonAsync(ServiceCall.Get($"{_project}/health?services=auth,db,rest,storage"), token);
        return [.. json.AsArray().OfType<JsonNode>().Select(s => new ServiceHealth(Text(s, "name"), Text(s, "status"), (string?)s["error"]))];
    }

    /// <summary>The platform's own backups, which cannot be downloaded.</summary>
    public async Task<PlatformBackups> BackupsAsync(CancellationToken token)
    {
        var json = await _channel.JsonAsync(ServiceCall.Get($"{_project}/database/backups"), token);
        var newest = (json["backups"] as JsonArray ?? []).OfType<JsonNode>().Where(b => Text(b, "status") is "COMPLETED")
            .Select(b => DateTimeOffset.TryParse((string?)b["inserted_at"], CultureInfo.InvariantCulture, out var at) ? at : (DateTimeOffset?)null).Max();
        return new PlatformBackups((bool?)json["pitr_enabled"] ?? false, newest);
    }

    /// <summary>Rows of the project's logs. The platform keeps them for a limited time and is minutes late at times.</summary>
    /// <param name="sql">Over the one table <c>logs</c>.</param>
    /// <param name="from">Inclusive.</param>
    /// <param name="to">Exclusive.</param>
    /// <param name="token">Ends it.</param>
    public async Task<JsonArray> LogsAsync(string sql, DateTimeOffset from, DateTimeOffset to, CancellationToken token)
    {
        var call = ServiceCall.Get($"{_project}/analytics/endpoints/logs?sql={Uri.EscapeDataString(sql)}&iso_timestamp_start={Iso(from)}&iso_timestamp_end={Iso(to)}");
        var json = await _channel.JsonAsync(call, token);
        if (json["error"] is { } error) throw new ServiceFailure("management", call.Name, 200, new ServiceError("", error.ToString(), RequestId: null));
        return json["result"] as JsonArray ?? [];
    }

    /// <summary>The versions that the platform has in the history.</summary>
    public async Task<IReadOnlyList<string>> MigrationsAsync(CancellationToken token) =>
        [.. (await _channel.JsonAsync(ServiceCall.Get($"{_project}/database/migrations"), token)).AsArray().OfType<JsonNode>().Select(m => Text(m, "version"))];

    /// <inheritdoc />
    public void Dispose() => _http.Dispose();

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
public sealed record ServiceHealth(string Name, string Status, string? Error);

/// <summary>What the platform itself could restore.</summary>
/// <param name="PointInTime">Whether any moment can be restored.</param>
/// <param name="Newest">When the newest complete one was taken; null: none.</param>
public sealed record PlatformBackups(bool PointInTime, DateTimeOffset? Newest);
