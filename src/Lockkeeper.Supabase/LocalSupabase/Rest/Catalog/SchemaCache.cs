using Lockkeeper.Supabase.LocalSupabase.Data;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;

/// <summary>
/// The copy of the catalog that requests are answered from. As the real one it is made at the start, after each new connection, and when
/// somebody says <c>NOTIFY pgrst, 'reload schema'</c>; between those it may be stale.
/// </summary>
internal sealed class SchemaCache : IAsyncDisposable
{
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstAttempt = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LocalDatabase _database;
    private readonly IReadOnlyList<string> _exposed;
    private readonly TimeProvider _time;
    private readonly Task _listening;
    private volatile RestSchema? _current;
    private volatile bool _reload;

    private SchemaCache(LocalDatabase database, IReadOnlyList<string> exposed, TimeProvider time)
    {
        (_database, _exposed, _time) = (database, exposed, time);
        _listening = ListenAsync(_stop.Token);
    }

    /// <summary>The copy.</summary>
    /// <exception cref="RestError">PGRST002: it could not be made, because the database was down or an exposed schema is missing.</exception>
    public RestSchema Current => _current ?? throw RestError.NoSchemaCache;

    /// <summary>Comes back after the first attempt, whether it succeeded or not.</summary>
    public static async Task<SchemaCache> StartAsync(LocalDatabase database, IReadOnlyList<string> exposed, TimeProvider time, CancellationToken token)
    {
        var cache = new SchemaCache(database, exposed, time);
        try
        {
            await cache._firstAttempt.Task.WaitAsync(token);
            return cache;
        }
        catch
        {
            await cache.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listening;
        _stop.Dispose();
    }

    private async Task ListenAsync(CancellationToken token)
    {
        while (!token.IsCancellationRequested)
        {
            try
            {
                await using var connection = await _database.OpenAsSuperuserAsync(token);
                await ListenAsync(connection, token);
            }
            catch (Exception e) when (e is NpgsqlException or DatabaseUnavailable or OperationCanceledException)
            {
                // Requests meet the same database and say what is wrong with it.
            }

            _firstAttempt.TrySetResult();
            await Task.Delay(BetweenAttempts, _time, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ListenAsync(NpgsqlConnection connection, CancellationToken token)
    {
        connection.Notification += (_, e) => _reload |= e.Payload is "" or "reload schema";
        await using (var listen = new NpgsqlCommand("listen pgrst", connection)) await listen.ExecuteNonQueryAsync(token);
        do
        {
            _reload = false;
            _current = await SchemaReader.ReadAsync(connection, _exposed, token);
            _firstAttempt.TrySetResult();
            if (_current is null) return;
            while (!_reload) await connection.WaitAsync(token);
        }
        while (true);
    }
}
