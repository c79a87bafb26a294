using Lockkeeper.Postgres.Local;
using Npgsql;

namespace Lockkeeper.Benchmarks.Workload;

/// <summary>The server under all programs, and its one database, made anew for every fresh run.</summary>
internal sealed class Server(LocalCluster cluster) : IAsyncDisposable
{
    public const string Database = "bench";

    // The table that is digested and the databases of the migrations, with room to spare.
    private const long RoomBytes = 4L << 30;

    public LocalCluster Cluster => cluster;

    // A throwaway server forgets what it likes; this one keeps what it committed, as the servers do that people deploy to.
    private static readonly string[] Durable = ["fsync = on", "synchronous_commit = on", "full_page_writes = on"];

    /// <summary>Starts it.</summary>
    /// <param name="onDisk">Where its files are; else in memory.</param>
    /// <param name="token">Ends the wait.</param>
    public static async Task<Server> StartAsync(bool onDisk, CancellationToken token) =>
        new(await LocalCluster.StartAsync(
            // The Supabase CLI goes over to the role postgres.
            new LocalClusterOptions { Superuser = "postgres", Below = onDisk ? null : InMemory(), Settings = Durable }, token));

    // Thousands of new files on a shared disk take now one second and now three, whatever program made them.
    private static string? InMemory()
    {
        const string memory = "/dev/shm";
        return Directory.Exists(memory) && new DriveInfo(memory).AvailableFreeSpace > RoomBytes ? memory : null;
    }

    /// <summary>Where a program connects to: the server itself, or the network in front of it.</summary>
    public Address At(int? port = null) => new(cluster.Host, port ?? cluster.Port, cluster.Superuser, cluster.Password);

    public async Task ResetAsync(CancellationToken token)
    {
        await ExecuteAsync("postgres", $"drop database if exists {Database} with (force)", token);
        await ExecuteAsync("postgres", $"create database {Database} template template0", token);
    }

    public async Task ExecuteAsync(string database, string sql, CancellationToken token)
    {
        await using var connection = await OpenAsync(database, token);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 600 };
        await command.ExecuteNonQueryAsync(token);
    }

    /// <summary>How many tables of the workload are there, with all their parts: no program is believed on its word.</summary>
    public async Task<long> CompleteTablesAsync(CancellationToken token)
    {
        await using var connection = await OpenAsync(Database, token);
        await using var command = new NpgsqlCommand(
            """
            select count(*) from pg_class c
            where c.relname ~ '^bench_\d+$' and c.relkind = 'r' and obj_description(c.oid, 'pg_class') is not null
              and exists (select from pg_attribute where attrelid = c.oid and attname = 'note')
            """,
            connection);
        return (long)(await command.ExecuteScalarAsync(token))!;
    }

    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken token)
    {
        var settings = cluster.ConnectionFor(database);
        settings.Pooling = false;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(token);
        return connection;
    }

    public ValueTask DisposeAsync() => cluster.DisposeAsync();
}
