using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.History;
using Lockkeeper.Postgres.Local;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Postgres.Tests.Local;
using Lockkeeper.Processes;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>A server of its own, stopped in the middle of a migration and started again.</summary>
public sealed class StoppedServerTests : IAsyncLifetime
{
    private readonly List<LedgerEvent> _events = [];
    private Action<LedgerEvent> _told = _ => { };
    private LocalCluster _server = null!;
    private TargetDatabase _target = null!;

    private enum Way
    {
        OneByOne,
        Together,
    }

    public async Task InitializeAsync()
    {
        if (Testing.Postgres.SkipReason is not null) return;
        // What nobody waits for is not written into the log's file by chance.
        _server = await LocalCluster.StartAsync(new LocalClusterOptions { Settings = ["wal_writer_delay = 10s"] }, CancellationToken.None);
        // A throwaway server may forget what it committed last; the one that is deployed to does not.
        await using (var connection = new NpgsqlConnection(_server.ConnectionFor("postgres").ConnectionString))
        {
            await connection.OpenAsync();
            await using var durable = new NpgsqlCommand("alter role current_user set synchronous_commit = on", connection);
            await durable.ExecuteNonQueryAsync();
        }

        _target = TargetDatabase.For(_server.ConnectionFor("postgres"), "lockkeeper applier");
    }

    public async Task DisposeAsync()
    {
        if (_server is null) return;
        await _target.DisposeAsync();
        await _server.DisposeAsync();
    }

    [PostgresTheory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task A_migration_under_way_is_rolled_back_and_the_next_run_goes_on(string mode)
    {
        foreach (var way in Enum.GetValues<Way>())
        {
            IReadOnlyList<Migration> Files(string second) =>
                [File(1, way, "create table {0}_a (id int)"), File(2, way, $"create table {{0}}_b (id int);\n{second}"), File(3, way, "create table {0}_c (id int)")];
            var running = FailureAsync(Files("select pg_sleep(600);"), way);
            await Quick.UntilAsync(async () => await ScalarAsync<bool>("select exists (select from pg_stat_activity where wait_event = 'PgSleep')"), "the second one sleeps");

            await RestartAsync(mode);

            var failure = await running;
            failure.State.Should().Be(FailureState.RolledBack, failure.ToString());
            failure.Code.Should().Be(FailureCode.ConnectionLost);
            var history = await HistoryAsync(way);
            history.Should().Equal(_events.OfType<MigrationCommitted>().Select(e => e.Migration.Version).Where(v => v.StartsWith(Year(way), StringComparison.Ordinal)));
            // Of what goes out together only the last COMMIT waits for the disk; it was not reached, so that a crash took the first one back.
            if (way == Way.OneByOne || mode is "fast") history.Should().HaveCount(1);
            await ApplyAsync([.. Files("select 1;").Skip(history.Count)], way);
            (await HistoryAsync(way)).Should().HaveCount(3);
        }
    }

    [PostgresTheory]
    [InlineData("create table together_c (id int)")]
    [InlineData("select 1 / 0")]
    public async Task What_went_out_together_is_told_only_when_no_crash_can_take_it_back(string last)
    {
        var restarted = 0;
        _told = happened =>
        {
            // In the applier's own thread: the server crashes at the moment when the first one is told, and nothing goes on before it is back.
            if (happened is MigrationCommitted && restarted++ == 0) RestartAsync("immediate").GetAwaiter().GetResult();
        };

        var applying = () => ApplyAsync(
            [File(1, Way.Together, "create table {0}_a (id int)"), File(2, Way.Together, "create table {0}_b (id int)"), File(3, Way.Together, last)], Way.Together);
        if (last.StartsWith("create", StringComparison.Ordinal)) await applying();
        else await applying.Should().ThrowAsync<Exception>();

        var told = _events.OfType<MigrationCommitted>().Select(e => e.Migration.Version).ToList();
        told.Should().HaveCount(last.StartsWith("create", StringComparison.Ordinal) ? 3 : 2);
        (await HistoryAsync(Way.Together)).Should().Equal(told);
    }

    [PostgresTheory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task An_index_that_is_half_built_is_cleared_away_and_built_anew(string mode)
    {
        await ApplyAsync([File(1, Way.OneByOne, "create table t (id int)")], Way.OneByOne);
        await using var old = await _target.ConnectAsync(CancellationToken.None);
        await using (var begin = new NpgsqlCommand("begin; insert into t values (2)", old)) await begin.ExecuteNonQueryAsync();
        var index = File(2, Way.OneByOne, "create index concurrently t_id on t (id)");
        var running = FailureAsync([index], Way.OneByOne);
        await Quick.UntilAsync(() => ScalarAsync<bool>("select to_regclass('t_id') is not null"), "the index is there, not yet valid");

        await RestartAsync(mode);

        (await running).State.Should().Be(FailureState.RolledBack);
        (await ScalarAsync<bool>("select to_regclass('t_id') is null")).Should().BeTrue("an invalid index would cost every write");
        await ApplyAsync([index], Way.OneByOne);
        (await ScalarAsync<bool>("select indisvalid from pg_index where indexrelid = 't_id'::regclass")).Should().BeTrue();
        (await HistoryAsync(Way.OneByOne)).Should().HaveCount(2);
    }

    private static string Year(Way way) => way == Way.OneByOne ? "2024" : "2025";

    private static Migration File(int number, Way way, string sql) =>
        ApplyScene.Migration(sql.Replace("{0}", $"{way}", StringComparison.Ordinal), $"{Year(way)}010100000{number}_number_{number}.sql");

    private async Task ApplyAsync(IReadOnlyList<Migration> migrations, Way way)
    {
        await using var applier = new Applier(_target, ApplyScene.Limits, TimeProvider.System, Record, new Reports());
        if (way == Way.Together) await applier.ApplyAllAsync(migrations, CancellationToken.None);
        else foreach (var migration in migrations) await applier.ApplyAsync(migration, CancellationToken.None);
    }

    private void Record(LedgerEvent happened)
    {
        _events.Add(happened);
        _told(happened);
    }

    private async Task<DeployFailure> FailureAsync(IReadOnlyList<Migration> migrations, Way way) =>
        (await FluentActions.Awaiting(() => ApplyAsync(migrations, way)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

    private async Task<IReadOnlyList<string>> HistoryAsync(Way way)
    {
        await using var connection = await _target.ConnectAsync(CancellationToken.None);
        return [.. (await HistoryTable.ReadAsync(connection, CancellationToken.None)).Select(r => r.Version).Where(v => v.StartsWith(Year(way), StringComparison.Ordinal))];
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await _target.ConnectAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private async Task RestartAsync(string mode)
    {
        var programs = Path.GetDirectoryName(new FileInfo($"/proc/{TestFolders.PostmasterOf(_server.Folder)}/exe").LinkTarget)!;
        var command = new ChildCommand(
            Path.Combine(programs, "pg_ctl"),
            ["restart", "--wait", "--silent", "-m", mode, "-D", Path.Combine(_server.Folder, "data"), "-l", Path.Combine(_server.Folder, "restarted.log")])
        {
            Deadline = TimeSpan.FromMinutes(1),
            WorkingDirectory = _server.Folder,
        };
        await ChildProcess.RunAsync(command.AsUser(LesserUser.WhenRoot()), CancellationToken.None);
    }
}
