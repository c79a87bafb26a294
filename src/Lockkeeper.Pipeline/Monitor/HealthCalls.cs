using System.Net;
using Lockkeeper.Postgres.Monitor;
using Lockkeeper.Supabase.Services;
using Npgsql;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>
/// The health calls of a target: every configured address, and auth, REST and storage by calls that reach the database, because their own health
/// addresses answer 200 without it.
/// </summary>
internal sealed class HealthCalls : IDisposable
{
    // A failure is what is measured here: nothing is tried again.
    private static readonly ServiceLimits AtOnce = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), Retries: 0, TimeSpan.FromMilliseconds(100));

    private readonly List<HealthCall> _calls = [];
    private readonly List<string> _notCalled = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 1 << 20,
    };

    private SupabaseServices? _services;

    private HealthCalls()
    {
    }

    /// <summary>Services that no call watches, and why.</summary>
    public IReadOnlyList<string> NotCalled => _notCalled;

    /// <summary>What can be called; the table that REST is asked for is looked for now, so that no migration can take it away.</summary>
    public static async Task<HealthCalls> ForAsync(TargetServices target, NpgsqlConnection? connection, TimeProvider time, CancellationToken token)
    {
        var calls = new HealthCalls();
        foreach (var address in target.Api.Health) calls.AddAddress(address);
        if (target.Api.Health.Count == 0) calls._notCalled.Add("health addresses: none is configured (api.health)");
        try
        {
            await calls.AddSupabaseAsync(target.Supabase, connection, time, token);
        }
        catch (ArgumentException e)
        {
            // The options refuse keys and addresses that cannot be used; what they let through is not watched, and said so.
            calls._notCalled.Add($"auth, REST and storage: {e.Message}");
        }

        return calls;
    }

    /// <summary>All calls of one sample, the services beside each other.</summary>
    public Task<Verdicts.CallSample[]> SampleAsync(TimeSpan budget, TimeProvider time, CancellationToken token) =>
        Task.WhenAll(_calls.Select(c => c.SampleAsync(budget, time, token)));

    /// <summary>Makes each call once, so that no sample is of the connections' making. How that went does not matter.</summary>
    public Task WarmUpAsync(TimeProvider time, CancellationToken token) =>
        Task.WhenAll(_calls.Select(c => c.OnceAsync(TimeSpan.FromSeconds(2), time, token)));

    /// <inheritdoc />
    public void Dispose()
    {
        _http.Dispose();
        _services?.Dispose();
    }

    // With the port, which may be all that tells two services apart, and without the query, which may hold a secret: those that then look alike are numbered.
    private void AddAddress(Uri address)
    {
        var name = $"{address.Authority}{address.AbsolutePath}";
        var alike = _calls.Count(c => c.Name.Split(' ')[0].Equals(name, StringComparison.Ordinal));
        var own = alike == 0 ? name : $"{name} ({alike + 1})";
        _calls.Add(new HealthCall(own, address, t => GetAsync(address, own, t)));
    }

    private async Task AddSupabaseAsync(Options.SupabaseOptions supabase, NpgsqlConnection? connection, TimeProvider time, CancellationToken token)
    {
        if (supabase is not { Url: { } url, PublishableKey: { } key })
        {
            _notCalled.Add("auth, REST and storage: their address or publishable key is not configured (supabase)");
            return;
        }

        _services = SupabaseServices.For(url, new ApiKey(key), supabase.SecretKey is { } secret ? new ApiKey(secret) : null, time, AtOnce);
        if (_services.Auth.IsAdministrator) _calls.Add(HealthCall.ToSupabase("auth", url, _services.Auth.ReachDatabaseAsync));
        else _notCalled.Add("auth: it asks its database only with the secret key (supabase.secretKey)");
        _calls.Add(HealthCall.ToSupabase("storage", url, t => _services.Storage.BucketsAsync(accessToken: null, t)));
        try
        {
            await AddRestAsync(_services, url, connection, token);
        }
        catch (Exception e) when (e is NpgsqlException || Unreadable.Is(e))
        {
            _notCalled.Add($"REST: no exposed table could be looked for: {(e is NpgsqlException ? e.Message : Unreadable.Why(e))}");
        }
    }

    private async Task AddRestAsync(SupabaseServices services, Uri url, NpgsqlConnection? connection, CancellationToken token)
    {
        IReadOnlyList<(RestClient Client, string Role)> ways = services.RestAsService is { } service
            ? [(services.Rest, "anon"), (service, "service_role")]
            : [(services.Rest, "anon")];
        foreach (var (client, role) in ways)
        {
            foreach (var column in connection is null ? [] : await RestTables.FindAsync(connection, role, token))
            {
                Task Ask(CancellationToken t) => client.SelectAsync(new RestTable(column.Schema, column.Table), $"select={column.Column}&limit=1", accessToken: null, t);
                if (!await IsExposedAsync(Ask, token)) continue;
                _calls.Add(HealthCall.ToSupabase("rest", url, Ask));
                return;
            }
        }

        _notCalled.Add("REST: no exposed table is found that the configured keys may read");
    }

    // A service that fails for any other reason is asked all the same: that it fails is what is to be seen.
    private static async Task<bool> IsExposedAsync(Func<CancellationToken, Task> ask, CancellationToken token)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(token);
        patience.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await ask(patience.Token);
            return true;
        }
        catch (ServiceFailure e)
        {
            return e.Code is not "PGRST106";
        }
        catch (Exception e) when (Unreadable.Is(e) || (e is OperationCanceledException && !token.IsCancellationRequested))
        {
            return true;
        }
    }

    private async Task<int> GetAsync(Uri address, string name, CancellationToken token)
    {
        using var response = await _http.GetAsync(address, token);
        if (!response.IsSuccessStatusCode)
            throw new HttpRequestException($"{name} answered {(int)response.StatusCode}", inner: null, (HttpStatusCode?)response.StatusCode);
        return (int)response.StatusCode;
    }
}
