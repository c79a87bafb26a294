using Lockkeeper.Postgres.Monitor;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
using Lockkeeper.Verdicts;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Monitor;

[Collection(PostgresCollection.Name)]
public sealed class ServerSamplerTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Counts_commits_and_rollbacks_of_this_database()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var connection = await database.OpenAsync();
        var before = await ReadAsync(connection);

        for (var i = 0; i < 5; i++) await database.ExecuteAsync("begin; select 1; rollback");
        for (var i = 0; i < 7; i++) await database.ExecuteAsync("select 1");

        // A session's counts reach the statistics when it ends, which happens after the client has gone.
        await Quick.UntilAsync(
            async () =>
            {
                var now = await ReadAsync(connection);
                return now.Values["rollbacks"] - before.Values["rollbacks"] >= 5 && now.Values["commits"] - before.Values["commits"] >= 7;
            },
            "the counters rise");
        before.Missing.Keys.Should().Equal("replicationLag");
        before.Values["connections"].Should().BeGreaterThanOrEqualTo(0.01).And.BeLessThan(1);
    }

    [PostgresFact]
    public async Task Sees_sessions_that_wait_for_locks_and_the_age_of_the_oldest_transaction()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("create table t (id int)");
        await using var connection = await database.OpenAsync();
        await using var watched = await Watched.BeginAsync(database);

        await Quick.UntilAsync(
            async () => (await ReadAsync(connection)).Values is var now && now["waiting"] == 1 && now["longestTransaction"] > 0.1,
            "one session waits");
    }

    [PostgresFact]
    public async Task A_role_that_may_not_see_others_sessions_still_sees_who_waits_and_calls_the_rest_unknown()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync($"create table t (id int); create role \"{database.Name}\" login password 'sampler'");
        try
        {
            await using var target = TargetDatabase.For(database.ConnectionFor(database.Name, "sampler"), "lockkeeper");
            await using var connection = await target.ConnectAsync(CancellationToken.None);
            await using var watched = await Watched.BeginAsync(database);

            await Quick.UntilAsync(
                async () => await ReadAsync(connection) is var now && now.Values["waiting"] == 1 && now.Values["connections"] >= 0.03
                    && now.Missing["longestTransaction"].Contains("pg_read_all_stats", StringComparison.Ordinal),
                "one of at least three sessions waits");
        }
        finally
        {
            await database.ExecuteAsync($"drop role \"{database.Name}\"");
        }
    }

    [PostgresFact]
    public async Task A_sample_that_cannot_be_taken_is_missing_and_says_why()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var connection = await database.OpenAsync();
        await database.ScalarAsync<bool>($"select pg_terminate_backend({connection.ProcessID}, 10000)");

        var sample = await ReadAsync(connection);

        sample.Missing[Sample.Database].Should().NotBeEmpty();
        sample.Values.Should().BeEmpty();
        (await ReadAsync(connection)).Missing.Keys.Should().Equal([Sample.Database], "the connection stays closed");
    }

    [PostgresFact]
    public async Task Counts_indexes_whose_building_failed_and_not_those_that_are_whole()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("create table t (id int); insert into t values (1), (1); create index whole on t (id)");
        await FluentActions.Awaiting(() => database.ExecuteAsync("create unique index concurrently broken on t (id)")).Should().ThrowAsync<PostgresException>();
        await using var connection = await database.OpenAsync();

        (await ReadAsync(connection)).Values["invalidIndexes"].Should().Be(1);
    }

    [PostgresFact]
    public async Task A_sequence_is_as_used_up_as_the_column_it_fills()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("""
            create sequence wide; select setval('wide', 1000000000);
            create sequence round maxvalue 10 cycle; select setval('round', 9);
            create table t (id smallint, other int generated always as identity);
            create sequence narrow owned by t.id; select setval('narrow', 16384)
            """);
        await using var connection = await database.OpenAsync();

        (await ReadAsync(connection)).Values["sequenceUse"].Should().BeApproximately(0.5, 0.001);
    }

    [PostgresFact]
    public async Task A_sequence_that_ends_at_nought_does_not_make_the_whole_sample_fail()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("create sequence downhill minvalue -10 maxvalue 0; select setval('downhill', -5)");
        await using var connection = await database.OpenAsync();

        (await ReadAsync(connection)).Values["sequenceUse"].Should().BeApproximately(0.5, 0.001);
    }

    [PostgresFact]
    public async Task Tells_how_much_log_a_slot_holds_back()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync($"select pg_create_physical_replication_slot('{database.Name}', true)");
        try
        {
            await database.ExecuteAsync("create table t as select repeat('x', 1000) as x from generate_series(1, 5000)");
            await using var connection = await database.OpenAsync();

            (await ReadAsync(connection)).Values["retainedWal"].Should().BeGreaterThan(1e6);
        }
        finally
        {
            await database.ExecuteAsync($"select pg_drop_replication_slot('{database.Name}')");
        }
    }

    private static Task<ServerReading> ReadAsync(NpgsqlConnection connection) => ServerSampler.ReadAsync(connection, CancellationToken.None);

    /// <summary>A transaction that holds a lock, and one that waits for it.</summary>
    private sealed class Watched(NpgsqlConnection holder, NpgsqlConnection waiter, Task waiting) : IAsyncDisposable
    {
        public static async Task<Watched> BeginAsync(TestDatabase database)
        {
            var holder = await database.OpenAsync();
            await using var hold = new NpgsqlCommand("begin; lock table t", holder);
            await hold.ExecuteNonQueryAsync();
            var waiter = await database.OpenAsync();
            var wait = new NpgsqlCommand("select count(*) from t", waiter);
            return new Watched(holder, waiter, wait.ExecuteNonQueryAsync());
        }

        public async ValueTask DisposeAsync()
        {
            await holder.DisposeAsync();
            await waiting;
            await waiter.DisposeAsync();
        }
    }
}
