using Lockkeeper.Failures;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>A network that swallows everything from some message on and ends no connection: nobody may wait for ever. Mostly waiting, so beside the others.</summary>
public sealed class SilentNetworkTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    // A server that does answer must have time to, also on a busy machine: five seconds for what has half a minute.
    private const int Factor = 6;

    [PostgresFact]
    public async Task A_commit_whose_answer_never_comes_is_found_committed()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { Arrives = true, FallsSilent = true };
        await using var scene = await ApplyScene.CreateAsync(server, through: proxy, time: new HastyTime(Factor));

        var applied = await scene.ApplyAsync("create table a (id int)").WaitAsync(Quick.Patience);

        applied.Version.Should().Be("20240101000000");
        (await scene.ExistsAsync("a")).Should().BeTrue();
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task A_commit_that_never_arrives_is_rolled_back_and_its_locks_are_gone()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { FallsSilent = true };
        await using var scene = await ApplyScene.CreateAsync(server, "create table t (id int)", through: proxy, time: new HastyTime(Factor));

        var failure = await scene.FailureAsync("drop table t").WaitAsync(Quick.Patience);

        failure.Code.Should().Be(FailureCode.ConnectionLost);
        failure.State.Should().Be(FailureState.RolledBack);
        await scene.Database.ExecuteAsync("set lock_timeout = '1s'; select * from t");
    }

    [PostgresTheory]
    [InlineData("discard all")]
    [InlineData("pg_current_xact_id()")]
    [InlineData("locktype = 'relation'")]
    public async Task A_question_of_ours_that_nobody_answers_is_given_up_and_nothing_is_left(string question)
    {
        await using var proxy = new CuttingProxy(server.Cluster) { At = question, FallsSilent = true };
        await using var scene = await ApplyScene.CreateAsync(server, "create table t (id int)", through: proxy, time: new HastyTime(Factor));

        var failure = await scene.FailureAsync("drop table t").WaitAsync(Quick.Patience);

        failure.Code.Should().Be(FailureCode.ConnectionLost, failure.Message);
        failure.State.Should().Be(FailureState.RolledBack);
        await scene.Database.ExecuteAsync("set lock_timeout = '1s'; select * from t");
    }

    [PostgresFact]
    public async Task The_deployment_lock_is_not_waited_for_where_nobody_answers()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { At = "pg_try_advisory_lock", FallsSilent = true };
        await using var database = await server.CreateDatabaseAsync();
        var settings = database.Connection;
        settings.Port = proxy.Port;
        await using var target = TargetDatabase.For(settings, "lockkeeper applier");

        var locking = () => DeploymentLock.AcquireAsync(target, TimeSpan.FromMinutes(1), new Reports(), new HastyTime(Factor), default).WaitAsync(Quick.Patience);

        (await locking.Should().ThrowAsync<NpgsqlException>()).WithMessage("*did not answer within 60 s*");
    }

    [PostgresFact]
    public async Task Migrations_that_went_out_together_are_found_committed()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { At = "create table b", Arrives = true, FallsSilent = true };
        await using var scene = await ApplyScene.CreateAsync(server, through: proxy, time: new HastyTime(Factor));

        var applied = await scene.Applier.ApplyAllAsync(
            [ApplyScene.Migration("create table a (id int)"), ApplyScene.Migration("create table b (id int)", "20240102000000_second.sql")], default).WaitAsync(Quick.Patience);

        applied.Should().HaveCount(2);
        (await scene.HistoryAsync()).Should().HaveCount(2);
    }

    [PostgresFact]
    public async Task An_index_that_was_built_in_silence_is_found_and_recorded()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { At = "create index", Arrives = true, FallsSilent = true };
        await using var scene = await ApplyScene.CreateAsync(server, "create table t (id int)", through: proxy, time: new HastyTime(Factor));

        await scene.ApplyAsync("create index concurrently t_id on t (id)").WaitAsync(Quick.Patience);

        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task A_server_that_still_works_is_waited_for()
    {
        await using var scene = await ApplyScene.CreateAsync(server, time: new HastyTime(Factor));

        // More than a minute on the clock of the applier.
        await scene.ApplyAsync("create table a (id int);\nselect pg_sleep(11);");

        (await scene.HistoryAsync()).Should().HaveCount(1);
    }
}
