using Lockkeeper.Failures;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Sessions;

[Collection(PostgresCollection.Name)]
public sealed class PoolerTests(PostgresFixture server)
{
    [PgBouncerTheory]
    [InlineData("transaction", 1, 0)]
    [InlineData("transaction", 5, 0)]
    [InlineData("transaction", 5, 1)]
    [InlineData("statement", 5, 0)]
    public async Task A_pooler_that_shares_server_processes_is_refused_and_keeps_nothing_of_ours(string mode, int size, int roundRobin)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(
            database.Connection, $"pool_mode = {mode}", $"default_pool_size = {size}", $"server_round_robin = {roundRobin}");
        await WarmUpAsync(pooler, Math.Min(size, 2));
        await using var target = TargetDatabase.For(pooler.Connection, "lockkeeper pooled");

        var refused = (await FluentActions.Awaiting(() => AcquireAsync(target)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

        refused.Code.Should().Be(FailureCode.PoolerUnfit);
        refused.ExitCode.Should().Be(ExitCode.Refused);
        refused.Message.Should().Contain(target.Name).And.Contain("pooler");
        refused.Next.Should().Contain("port 5432").And.Contain("pool_mode = session");
        // Of this database: other tests hold the lock of theirs on the same server.
        (await database.ScalarAsync<long>(
            "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())"))
            .Should().Be(0, "a lock would stay with somebody else's session");
    }

    [PgBouncerTheory]
    [InlineData(2)]
    [InlineData(20)]
    public async Task A_pooler_in_session_mode_is_as_good_as_the_server(int size)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(database.Connection, "pool_mode = session", $"default_pool_size = {size}");
        await using var target = TargetDatabase.For(pooler.Connection, "lockkeeper pooled");
        await using var direct = TargetDatabase.For(database.Connection, "lockkeeper direct");

        await using (var held = await AcquireAsync(target))
        {
            await held.AssertHeldAsync(CancellationToken.None);
            var other = await FluentActions.Awaiting(() => AcquireAsync(direct)).Should().ThrowExactlyAsync<DeployFailure>();
            other.Which.Code.Should().Be(FailureCode.DeploymentLocked);
            other.Which.Message.Should().Contain("lockkeeper pooled");
        }
    }

    [PgBouncerTheory]
    [InlineData(1)]
    public async Task A_pooler_with_no_process_for_a_second_session_is_refused(int size)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var pooler = await PgBouncer.StartAsync(database.Connection, "pool_mode = session", $"default_pool_size = {size}");
        await using var target = TargetDatabase.For(pooler.Connection, "lockkeeper pooled");

        var refused = (await FluentActions.Awaiting(() => AcquireAsync(target)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

        refused.Code.Should().Be(FailureCode.PoolerUnfit);
        refused.Message.Should().Contain("no server process for a second session within 10 s");
    }

    // Processes that are idle already: those that poolers choose from differ.
    private static async Task WarmUpAsync(PgBouncer pooler, int sessions)
    {
        var open = new List<NpgsqlConnection>();
        for (var i = 0; i < sessions; i++)
        {
            var connection = new NpgsqlConnection(pooler.Connection.ConnectionString);
            await connection.OpenAsync();
            open.Add(connection);
        }

        await Task.WhenAll(open.Select(async connection =>
        {
            await using var command = new NpgsqlCommand("select pg_sleep(0.2)", connection);
            await command.ExecuteNonQueryAsync();
        }));
        foreach (var connection in open) await connection.DisposeAsync();
    }

    private static Task<DeploymentLock> AcquireAsync(TargetDatabase target) =>
        DeploymentLock.AcquireAsync(target, TimeSpan.Zero, new Reports(), TimeProvider.System, CancellationToken.None);
}
