using Lockkeeper.Postgres.Local;
using Npgsql;

namespace Lockkeeper.Testing;

/// <summary>A database of one test.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly LocalCluster _cluster;

    private TestDatabase(LocalCluster cluster, string name) => (_cluster, Name) = (cluster, name);

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>How to connect as the superuser; without pooling, so that a closed connection is gone.</summary>
    public NpgsqlConnectionStringBuilder Connection => ConnectionFor(_cluster.Superuser, _cluster.Password);

    /// <summary>How to connect as another user.</summary>
    public NpgsqlConnectionStringBuilder ConnectionFor(string user, string password)
    {
        var address = _cluster.ConnectionFor(Name, user, password);
        address.Pooling = false;
        return address;
    }

    /// <summary>An open connection as the superuser.</summary>
    public async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(Connection.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs SQL as the superuser, as one simple query.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await AdministerAsync(_cluster, $"drop database if exists \"{Name}\" with (force)");

    internal static async Task<TestDatabase> CreateAsync(LocalCluster cluster, string template, string? name = null)
    {
        name ??= $"test_{Guid.NewGuid():N}";
        // Copying files costs a third of copying through the WAL, because this server never waits for the disk.
        await AdministerAsync(cluster, $"create database \"{name}\" template \"{template}\" strategy file_copy");
        return new TestDatabase(cluster, name);
    }

    private static async Task AdministerAsync(LocalCluster cluster, string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionFor("postgres").ConnectionString);
        await connection.OpenAsync();
        // A server that drops a database waits for all its sessions, also for one of another test that stalls in its login: a minute at most.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 180 };
        await command.ExecuteNonQueryAsync();
    }
}
