using Lockkeeper.Evidence;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.SmokeTests.Documents;
using Lockkeeper.Pipeline.SmokeTests.Users;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>One run of the six: what they work on, what they have seen, and what they share.</summary>
internal sealed class SmokeRun : IAsyncDisposable
{
    private static readonly ServiceLimits Limits = new(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(25), 2, TimeSpan.FromMilliseconds(300));

    private readonly List<string> _evidence = [];
    private readonly Dictionary<string, SmokeTestStatus> _ended = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unhealthy = new(StringComparer.Ordinal);

    public SmokeRun(TargetDatabase target, TargetServices services, DeployOptions options, string deployment, TimeProvider time, CancellationToken token)
    {
        (Target, Services, Options, Deployment, Time, Token) = (target, services, options, deployment, time, token);
        Database = new SmokeDatabase(target);
        Names = new SmokeNames(deployment);
        Users = new SmokeUsers(this);
        if (services.Supabase is { Url: { } url, PublishableKey: { } publishable })
            Supabase = SupabaseServices.For(url, new ApiKey(publishable), services.Supabase.SecretKey is { } secret ? new ApiKey(secret) : null, time, Limits);
    }

    public TargetDatabase Target { get; }

    public TargetServices Services { get; }

    public DeployOptions Options { get; }

    public string Deployment { get; }

    public TimeProvider Time { get; }

    public CancellationToken Token { get; }

    public SmokeDatabase Database { get; }

    public SmokeNames Names { get; }

    public SmokeUsers Users { get; }

    /// <summary>Null where address or publishable key are not known.</summary>
    public SupabaseServices? Supabase { get; }

    /// <summary>What the run before Migrate saw.</summary>
    public SmokeMemory Memory { get; init; } = SmokeMemory.None;

    /// <summary>The tables that roles of the API may read; for the run after this one.</summary>
    public IReadOnlyList<string> Tables { get; set; } = [];

    /// <summary>Those of them that REST serves.</summary>
    public IReadOnlyList<string> Served { get; set; } = [];

    /// <summary>The document that was uploaded; null until then.</summary>
    public UploadedDocument? Document { get; set; }

    /// <summary>Notes what was called and seen.</summary>
    public void Saw(string what) => _evidence.Add(what);

    public IReadOnlyList<string> TakeEvidence()
    {
        var taken = _evidence.ToList();
        _evidence.Clear();
        return taken;
    }

    /// <summary>Tests that must be run and cannot be.</summary>
    public IList<string> Unrunnable { get; } = [];

    public void End(SmokeTestResult result) => _ended[result.Name] = result.Status;

    /// <summary>A service of the project does not work: what goes through it need not be tried.</summary>
    public void IsUnhealthy(string service) => _unhealthy.Add(service);

    public bool IsHealthy(string service) => !_unhealthy.Contains(service);

    /// <exception cref="SmokeStop">The other test did not pass, so that this one would blame the wrong thing.</exception>
    public void RequirePassed(string test)
    {
        if (_ended.TryGetValue(test, out var status) && status is not SmokeTestStatus.Passed) throw SmokeStop.Needs(test, status);
    }

    /// <exception cref="SmokeStop">API Health found one of the services wanting.</exception>
    public void RequireHealthy(params ReadOnlySpan<string> services)
    {
        foreach (var service in services)
            if (!IsHealthy(service)) throw SmokeStop.Needs(SmokeTestNames.ApiHealth, SmokeTestStatus.Failed);
    }

    /// <summary>The project's services.</summary>
    /// <param name="withSecret">Whether an administrator's key is needed, too.</param>
    /// <param name="seen">What was proven without them; null: nothing.</param>
    /// <exception cref="SmokeStop">Keys are missing; it names them.</exception>
    public SupabaseServices RequireSupabase(bool withSecret, string? seen = null)
    {
        if (Supabase is { } services && (!withSecret || services.Auth.IsAdministrator)) return services;
        throw SmokeStop.Skipped($"{(seen is null ? "" : $"{seen}; the rest ")}needs the project's services: set {string.Join(" and ", MissingKeys(withSecret))}");
    }

    /// <summary>The text without any secret.</summary>
    public string Clean(string text)
    {
        foreach (var secret in (string?[])[Services.Supabase.PublishableKey, Services.Supabase.SecretKey, .. Users.Secrets])
            if (secret is { Length: > 0 }) text = text.Replace(secret, "***", StringComparison.Ordinal);
        return Options.Secrets.Redact(text);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        Supabase?.Dispose();
    }

    private IEnumerable<string> MissingKeys(bool withSecret)
    {
        var supabase = Services.Supabase;
        if (supabase.Url is null) yield return Key("url");
        if (supabase.PublishableKey is null) yield return Key("publishableKey");
        if (withSecret && supabase.SecretKey is null) yield return Key("secretKey");
    }

    private string Key(string name) => $"environments.{Options.Environment}.supabase.{name}";
}
