using Lockkeeper.Postgres.Monitor;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
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
        var before = await ServerSampler.TakeAsync(connection, TimeProvider.System, CancellationToken.None);

        for (var i = 0; i < 5; i++) await database.ExecuteAsync("begin; select 1; rollback");
        for (var i = 0; i < 7; i++) await database.ExecuteAsync("select 1");

        // A session's counts reach the statistics when it ends, which happens after the client has gone.
        await Quick.UntilAsync(
            async () =>
            {
                var now = await ServerSampler.TakeAsync(connection, TimeProvider.System, CancellationToken.None);
                return now.Rollbacks - before.Rollbacks >= 5 && now.Commits - before.Commits >= 7;
            },
            "the counters rise");
        before.Problem.Should().BeNull();
        before.MaxConnections.Should().Be(100);
        before.Connections.Should().BeGreaterThanOrEqualTo(1).And.BeLessThan(100);
    }

    [PostgresFact]
    public async Task Sees_sessions_that_wait_for_locks_and_the_age_of_the_oldest_transaction()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync("create table t (id int)");
        await using var connection = await database.OpenAsync();
        await using var watched = await Watched.BeginAsync(database);

        await Quick.UntilAsync(
            async () => await ServerSampler.TakeAsync(connection, TimeProvider.System, CancellationToken.None) is { Waiting: 1, LongestTransactionSeconds: > 0.1 },
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
                async () => await ServerSampler.TakeAsync(connection, TimeProvider.System, CancellationToken.None) is { Waiting: 1, Connections: >= 3, LongestTransactionSeconds: null },
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

        var sample = await ServerSampler.TakeAsync(connection, TimeProvider.System, CancellationToken.None);

        sample.Problem.Should().NotBeNullOrEmpty();
        sample.Commits.Should().BeNull();
        sample.Waiting.Should().BeNull();
        (await ServerSampler.TakeAsync(connection, TimeProvider.System, CancellationToken.None)).Problem.Should().NotBeNullOrEmpty("the connection stays closed");
    }

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
