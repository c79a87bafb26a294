using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Rehearsing;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tests.Migrate;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Rehearsing;

/// <summary>A database with a shop of a thousand orders, and an applier that is traced.</summary>
internal sealed class TraceScene : IAsyncDisposable
{
    public const int Orders = 1000;

    private const string Shop = """
        create schema shop;
        create table shop.customers (id int primary key);
        insert into shop.customers select generate_series(1, 10);
        create table shop.orders (id int primary key, customer int, note text);
        insert into shop.orders select i, i % 10 + 1, repeat('x', 100) from generate_series(1, 1000) i;
        """;

    private const string Version = "20240101000000";

    private readonly TargetDatabase _target;
    private readonly LockTracer _tracer = new();
    private readonly Applier _applier;

    private TraceScene(NpgsqlConnectionStringBuilder settings)
    {
        _target = TargetDatabase.For(settings, "lockkeeper rehearsal");
        _applier = new Applier(_target, ApplyScene.Limits, TimeProvider.System, _ => { }, new Reports(), tracer: _tracer);
    }

    public IReadOnlyList<TracedStatement> Statements => _tracer.StatementsOf(Version);

    public double ReadingSeconds => _tracer.ReadingSecondsOf(Version);

    public static async Task<TraceScene> CreateAsync(PostgresFixture server) => await FilledAsync((await server.CreateDatabaseAsync()).Connection);

    public static Task<TraceScene> CreateAsync(LocalCluster cluster)
    {
        var settings = cluster.ConnectionFor("postgres");
        settings.Pooling = false;
        return FilledAsync(settings);
    }

    /// <summary>Applies a file and returns what was seen of it.</summary>
    public async Task<IReadOnlyList<TracedStatement>> TraceAsync(string sql)
    {
        await _applier.ApplyAsync(ApplyScene.Migration(sql, $"{Version}_traced.sql"), CancellationToken.None);
        return Statements;
    }

    public async Task<DeployFailure> FailureAsync(string sql) =>
        (await FluentActions.Awaiting(() => TraceAsync(sql)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await _target.ConnectAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _applier.DisposeAsync();
        await _target.DisposeAsync();
    }

    private static async Task<TraceScene> FilledAsync(NpgsqlConnectionStringBuilder settings)
    {
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(Shop, connection);
        await command.ExecuteNonQueryAsync();
        return new TraceScene(settings);
    }
}
