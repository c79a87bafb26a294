using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

[Collection(PostgresCollection.Name)]
public sealed class LostConnectionTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task A_session_that_is_killed_in_mid_migration_is_rolled_back_and_blamed_on_the_link()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        var applying = scene.FailureAsync("create table a (id int);\nselect pg_sleep(600);");
        await Quick.UntilAsync(() => scene.IsRunningAsync("pg_sleep(600)"), "the second statement runs");

        await scene.KillAsync();

        ShouldBeRolledBack(await applying);
        (await scene.ExistsAsync("a")).Should().BeFalse();
        (await scene.HistoryAsync()).Should().BeEmpty();
        scene.Events[^1].Should().BeOfType<MigrationRolledBack>();
        (await scene.ApplyAsync("create table a (id int)")).Attempts.Should().Be(1, "the same applier connects again");
    }

    [PostgresFact]
    public async Task A_commit_whose_answer_is_lost_is_found_committed()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { Arrives = true };
        await using var scene = await ApplyScene.CreateAsync(server, "create table t (id int)", through: proxy);

        var applied = await scene.ApplyAsync("drop table t");

        proxy.HasCut.Should().BeTrue();
        applied.Locks.Should().Equal(new HeldLock("public.t", "AccessExclusiveLock"));
        (await scene.ExistsAsync("t")).Should().BeFalse();
        (await scene.HistoryAsync()).Should().HaveCount(1);
        scene.Events.Select(e => e.GetType()).Should().Equal(typeof(MigrationStarted), typeof(MigrationCommitted));
    }

    [PostgresFact]
    public async Task It_is_found_committed_also_when_the_run_is_interrupted_meanwhile()
    {
        using var cancel = new CancellationTokenSource();
        await using var proxy = new CuttingProxy(server.Cluster) { Arrives = true, BeforeCutting = cancel.CancelAsync };
        await using var scene = await ApplyScene.CreateAsync(server, through: proxy);

        var applied = await scene.ApplyAsync("create table a (id int)", token: cancel.Token);

        applied.Version.Should().Be("20240101000000");
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task A_commit_that_never_arrived_is_found_rolled_back()
    {
        await using var proxy = new CuttingProxy(server.Cluster);
        await using var scene = await ApplyScene.CreateAsync(server, through: proxy);

        ShouldBeRolledBack(await scene.FailureAsync("create table a (id int)"));
        (await scene.ExistsAsync("a")).Should().BeFalse();
    }

    [PostgresFact]
    public async Task A_session_that_the_server_keeps_open_for_a_client_that_is_gone_is_ended()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { ServerIsNotTold = true };
        await using var scene = await ApplyScene.CreateAsync(server, "create table t (id int)", through: proxy);

        ShouldBeRolledBack(await scene.FailureAsync("drop table t"));
        await scene.Database.ExecuteAsync("set lock_timeout = '10s'; select * from t");
    }

    [PostgresFact]
    public async Task While_the_server_still_works_on_the_migration_it_is_asked_again_at_a_pace()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { At = "pg_sleep(3)", Arrives = true, ServerIsNotTold = true };
        await using var scene = await ApplyScene.CreateAsync(server, through: proxy);

        ShouldBeRolledBack(await scene.FailureAsync("create table a (id int);\nselect pg_sleep(3);"));

        proxy.Connections.Should().BeGreaterThan(2, "the first answer was that the transaction is in progress")
            .And.BeLessThan(30, "a server in trouble must not be hammered with connections");
    }

    [PostgresFact]
    public async Task When_the_server_cannot_be_asked_nobody_claims_to_know()
    {
        await using var proxy = new CuttingProxy(server.Cluster) { Arrives = true, StaysDown = true };
        await using var scene = await ApplyScene.CreateAsync(server, through: proxy, time: new HastyTime(30));

        var failure = await scene.FailureAsync("create table a (id int)");

        failure.Code.Should().Be(FailureCode.CommitUnknown);
        failure.State.Should().Be(FailureState.Dirty);
        failure.ExitCode.Should().Be(ExitCode.Unknown);
        failure.Next.Should().Contain("--target=Status");
        scene.Events.Should().ContainSingle("it is neither committed nor rolled back").Which.Should().BeOfType<MigrationStarted>();
    }

    private static void ShouldBeRolledBack(DeployFailure failure)
    {
        failure.Code.Should().Be(FailureCode.ConnectionLost);
        failure.FailedBy.Should().Be(FailureSource.Link);
        failure.State.Should().Be(FailureState.RolledBack);
        failure.ExitCode.Should().Be(ExitCode.RolledBack);
        failure.Next.Should().Be("Run the same command again.");
    }
}
