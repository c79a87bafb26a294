using System.Data;
using Lockkeeper.Pipeline.SmokeTests.DatabaseOnly;
using Lockkeeper.Postgres.Sessions;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Pipeline.SmokeTests;

/// <summary>The deploying role's own view of the database: what to expect of the services, and what is left over.</summary>
internal sealed class SmokeDatabase(TargetDatabase target) : IAsyncDisposable
{
    /// <summary>Above the server's own limits: for a server, a network or a pooler that says nothing at all.</summary>
    public const int PatienceInSeconds = 30;

    private NpgsqlConnection? _connection;

    /// <summary>Open, with bounded waits; another one where the last was lost.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken token)
    {
        if (_connection is { State: ConnectionState.Open } open) return open;
        await DisposeAsync();
        _connection = await target.ConnectAsync(token);
        await using var limits = new NpgsqlCommand("set lock_timeout = '2s'; set statement_timeout = '15s'", _connection) { CommandTimeout = PatienceInSeconds };
        await limits.ExecuteNonQueryAsync(token);
        return _connection;
    }

    public async Task<T?> ScalarAsync<T>(string sql, CancellationToken token, params object?[] parameters)
    {
        await using var command = await CommandAsync(sql, parameters, token);
        return await command.ExecuteScalarAsync(token) is T value ? value : default;
    }

    public async Task<int> ExecuteAsync(string sql, CancellationToken token, params object?[] parameters)
    {
        await using var command = await CommandAsync(sql, parameters, token);
        return await command.ExecuteNonQueryAsync(token);
    }

    public async Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> row, CancellationToken token, params object?[] parameters)
    {
        await using var command = await CommandAsync(sql, parameters, token);
        await using var reader = await command.ExecuteReaderAsync(token);
        var rows = new List<T>();
        while (await reader.ReadAsync(token)) rows.Add(row(reader));
        return rows;
    }

    public Task<List<string>> TextsAsync(string sql, CancellationToken token, params object?[] parameters) => RowsAsync(sql, r => r.GetString(0), token, parameters);

    /// <summary>Whether a table or view of this name is there.</summary>
    public async Task<bool> HasAsync(string relation, CancellationToken token) => await ScalarAsync<bool>("select to_regclass($1) is not null", token, relation);

    /// <summary>Runs statements in a transaction that is rolled back whatever happens.</summary>
    public async Task<T> RolledBackAsync<T>(string deployment, Func<SmokeScope, NpgsqlTransaction, Task<T>> body, CancellationToken token)
    {
        var connection = await OpenAsync(token);
        await using var transaction = await connection.BeginTransactionAsync(token);
        return await body(new SmokeScope(connection, deployment, token), transaction);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null) await _connection.DisposeAsync();
        _connection = null;
    }

    private async Task<NpgsqlCommand> CommandAsync(string sql, object?[] parameters, CancellationToken token)
    {
        var command = new NpgsqlCommand(sql, await OpenAsync(token)) { CommandTimeout = PatienceInSeconds };
        foreach (var parameter in parameters) command.Parameters.Add(Parameter(parameter));
        return command;
    }

    private static NpgsqlParameter Parameter(object? value) => value switch
    {
        string[] texts => new() { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
        null => new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
        _ => new() { Value = value },
    };
}
