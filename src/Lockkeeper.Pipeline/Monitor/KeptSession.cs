using System.Data;
using Lockkeeper.Postgres.Sessions;
using Npgsql;

namespace Lockkeeper.Pipeline.Monitor;

/// <summary>A session that is kept from sample to sample, and made again when it is lost: each sample stands for itself. For one user at a time.</summary>
internal sealed class KeptSession(TargetDatabase database) : IAsyncDisposable
{
    private NpgsqlConnection? _connection;

    /// <summary>The session.</summary>
    /// <exception cref="Failures.DeployFailure">The server cannot be reached.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken token)
    {
        if (_connection is { FullState: ConnectionState.Open } open) return open;
        await DisposeAsync();
        return _connection = await database.ConnectAsync(token);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        // One that is still at work belongs to whoever waits for it.
        if (_connection is not null && !_connection.FullState.HasFlag(ConnectionState.Executing) && !_connection.FullState.HasFlag(ConnectionState.Fetching))
            await _connection.DisposeAsync();
        _connection = null;
    }
}
