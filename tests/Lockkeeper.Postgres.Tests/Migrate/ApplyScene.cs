using System.Collections.Concurrent;
using System.Text;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>A database, an applier and what it recorded.</summary>
internal sealed class ApplyScene : IAsyncDisposable
{
    private readonly TargetDatabase _target;
    private readonly ConcurrentQueue<LedgerEvent> _events = [];

    private ApplyScene(TestDatabase database, NpgsqlConnectionStringBuilder settings, ApplyLimits limits, TimeProvider time, IProgress<LockWait?>? waits)
    {
        Database = database;
        _target = TargetDatabase.For(settings, "lockkeeper applier");
        Applier = new Applier(_target, limits, time, _events.Enqueue, Progress, waits);
    }

    public static ApplyLimits Limits { get; } = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(60));

    public TestDatabase Database { get; }

    public Applier Applier { get; }

    public Reports Progress { get; } = new();

    public IReadOnlyList<LedgerEvent> Events => [.. _events];

    public int Attempts => Events.OfType<MigrationStarted>().Count();

    public static async Task<ApplyScene> CreateAsync(
        PostgresFixture server, string sql = "", ApplyLimits? limits = null, CuttingProxy? through = null, TimeProvider? time = null,
        IProgress<LockWait?>? waits = null)
    {
        var database = await server.CreateDatabaseAsync();
        if (sql.Length > 0) await database.ExecuteAsync(sql);
        var settings = database.Connection;
        if (through is not null) settings.Port = through.Port;
        return new ApplyScene(database, settings, limits ?? Limits, time ?? TimeProvider.System, waits);
    }

    public Task<AppliedMigration> ApplyAsync(string sql, string file = "20240101000000_first.sql", CancellationToken token = default) =>
        Applier.ApplyAsync(Migration(sql, file), token);

    public async Task<DeployFailure> FailureAsync(string sql, string file = "20240101000000_first.sql") =>
        (await FluentActions.Awaiting(() => ApplyAsync(sql, file)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

    public async Task<IReadOnlyList<string>> HistoryAsync()
    {
        await using var connection = await Database.OpenAsync();
        return [.. (await HistoryTable.ReadAsync(connection, CancellationToken.None)).Select(r => r.Version)];
    }

    /// <summary>Makes the history refuse every row, as one that is lost does: the statement takes effect and nobody writes it down.</summary>
    public async Task CloseHistoryAsync()
    {
        await ApplyAsync("create function public.refuse() returns trigger language plpgsql as $$ begin raise 'the history is closed'; end $$", "20230101000000_before.sql");
        await Database.ExecuteAsync("create trigger refuse before insert on supabase_migrations.schema_migrations for each row execute function public.refuse()");
    }

    public Task OpenHistoryAsync() => Database.ExecuteAsync("drop trigger refuse on supabase_migrations.schema_migrations");

    /// <summary>What attempts have left in the comment of the history table.</summary>
    public Task<string> MarkAsync() =>
        Database.ScalarAsync<string>("select coalesce(obj_description('supabase_migrations.schema_migrations'::regclass, 'pg_class'), '')");

    public Task<bool> ExistsAsync(string relation) => Database.ScalarAsync<bool>($"select to_regclass('{relation}') is not null");

    /// <summary>Whether the applier's session does something that matches.</summary>
    public async Task<bool> IsRunningAsync(string query) => await Database.ScalarAsync<bool>(
        $"select exists (select from pg_stat_activity where datname = '{Database.Name}' and application_name = 'lockkeeper applier' and state = 'active' and query like '%{query}%')");

    public Task KillAsync() => Database.ScalarAsync<bool>(
        $"select bool_and(pg_terminate_backend(pid)) from pg_stat_activity where datname = '{Database.Name}' and application_name = 'lockkeeper applier'");

    public static Migration Migration(string sql, string file = "20240101000000_first.sql")
    {
        var migration = MigrationFile.Read(new MigrationSource(file, Encoding.UTF8.GetBytes(sql))).Migration!;
        migration.Problems.Should().BeEmpty();
        return migration;
    }

    public async ValueTask DisposeAsync()
    {
        await Applier.DisposeAsync();
        await _target.DisposeAsync();
        await Database.DisposeAsync();
    }
}
