using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Data;

/// <summary>
/// The database as the services work in it. The superuser only opens the door: every transaction goes over to a role of the platform, with that
/// role's rights and limits, so that grants, row level security and triggers bind it as they do on a hosted project.
/// </summary>
internal sealed class LocalDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;

    private LocalDatabase(NpgsqlDataSource source) => _source = source;

    /// <summary>Connects when it is first asked; the address keeps its own pool, whatever the caller's pooling is.</summary>
    public static LocalDatabase For(NpgsqlConnectionStringBuilder superuser)
    {
        var address = new NpgsqlConnectionStringBuilder(superuser.ConnectionString)
        {
            ApplicationName = "lockkeeper-local-services",
            Pooling = true,
            MaxPoolSize = 20,
            // Whoever drops or copies the database after a rehearsal must not wait for idle connections.
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 2,
            Timeout = 5,
            CommandTimeout = 60,
        };
        return new LocalDatabase(NpgsqlDataSource.Create(address.ConnectionString));
    }

    /// <summary>A transaction of a request: signed in as authenticator, acting as the caller's role, with the caller's claims.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="scope">What is the service's own about it.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="DatabaseUnavailable">No connection.</exception>
    /// <exception cref="PostgresException">The role is not there or authenticator may not act as it.</exception>
    public Task<LocalTransaction> BeginAsync(Caller caller, RequestScope scope, CancellationToken token) =>
        BeginAsync(t => RoleChange.ToCallerAsync(t, caller, scope, token), token);

    /// <summary>A transaction of a service's own business, as its own role: supabase_auth_admin or supabase_storage_admin.</summary>
    /// <exception cref="DatabaseUnavailable">No connection.</exception>
    public Task<LocalTransaction> BeginAsServiceAsync(string role, CancellationToken token) =>
        BeginAsync(t => RoleChange.ToServiceAsync(t, role, token), token);

    /// <summary>A connection that stays the superuser's: for reading the catalog and for listening, never for a request.</summary>
    /// <exception cref="DatabaseUnavailable">No connection.</exception>
    public async Task<NpgsqlConnection> OpenAsSuperuserAsync(CancellationToken token)
    {
        try
        {
            return await _source.OpenConnectionAsync(token);
        }
        catch (NpgsqlException e)
        {
            throw new DatabaseUnavailable(e);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _source.DisposeAsync();

    // A pooled connection may be of a server that was restarted meanwhile: nothing has been asked of it yet, so a new one will do.
    private async Task<LocalTransaction> BeginAsync(Func<LocalTransaction, Task> goOver, CancellationToken token)
    {
        try
        {
            return await BeginOnceAsync(goOver, token);
        }
        catch (DatabaseUnavailable)
        {
            _source.Clear();
            return await BeginOnceAsync(goOver, token);
        }
    }

    private async Task<LocalTransaction> BeginOnceAsync(Func<LocalTransaction, Task> goOver, CancellationToken token)
    {
        var connection = await OpenAsSuperuserAsync(token);
        LocalTransaction? transaction = null;
        try
        {
            transaction = new LocalTransaction(connection, await connection.BeginTransactionAsync(token));
            await goOver(transaction);
            return transaction;
        }
        catch (Exception e)
        {
            await (transaction?.DisposeAsync() ?? connection.DisposeAsync());
            if (e is NpgsqlException lost && DatabaseUnavailable.Is(lost)) throw new DatabaseUnavailable(lost);
            throw;
        }
    }
}

/// <summary>What a service adds to a caller's transaction.</summary>
/// <param name="SearchPath">As SET takes it.</param>
/// <param name="ReadOnly">Whether the request may write at all.</param>
internal sealed record RequestScope(string SearchPath, bool ReadOnly = false);
