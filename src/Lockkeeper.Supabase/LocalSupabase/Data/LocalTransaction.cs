using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Supabase.LocalSupabase.Data;

/// <summary>A transaction that acts as somebody. Undone unless it is committed.</summary>
internal sealed class LocalTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    /// <summary>The connection, inside the transaction; for what the helpers here do not cover.</summary>
    public NpgsqlConnection Connection => connection;

    /// <summary>A command with positional parameters ($1, …); null stands for NULL.</summary>
    public NpgsqlCommand Command(string sql, params IReadOnlyList<object?> parameters)
    {
        var command = new NpgsqlCommand(sql, connection, transaction);
        foreach (var parameter in parameters) command.Parameters.Add(Parameter(parameter));
        return command;
    }

    /// <summary>Runs a statement and says how many rows it touched.</summary>
    public async Task<int> ExecuteAsync(string sql, IReadOnlyList<object?> parameters, CancellationToken token)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>Makes it last. Deferred constraints speak now.</summary>
    public Task CommitAsync(CancellationToken token) => transaction.CommitAsync(token);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    /// <summary>A value as a parameter.</summary>
    public static NpgsqlParameter Parameter(object? value) => value switch
    {
        null => new NpgsqlParameter { Value = DBNull.Value },
        Untyped untyped => new NpgsqlParameter { Value = untyped.Text, NpgsqlDbType = NpgsqlDbType.Unknown },
        _ => new NpgsqlParameter { Value = value },
    };
}

/// <summary>A value as it stands in a request: the server reads it as whatever type the place where it stands has.</summary>
internal sealed record Untyped(string Text);
