using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>DETACH PARTITION CONCURRENTLY: two transactions of its own, and whoever is stopped between them leaves a partition half detached.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DetachPartitionTests(PostgresFixture server)
{
    private const string Partitioned = "create table p (id int) partition by range (id); create table p1 partition of p for values from (0) to (10)";
    private const string Detach = "alter table p detach partition p1 concurrently";
    private const string Finalize = "alter table p detach partition p1 finalize;";

    [PostgresFact]
    public async Task Detaches_and_leaves_no_mark()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Partitioned);

        await scene.ApplyAsync("alter table if exists public.p detach partition public.p1 concurrently");

        await ShouldBeDetachedAsync(scene);
    }

    [PostgresFact]
    public async Task Behind_an_old_transaction_it_is_begun_once_and_finished_when_that_has_ended()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Partitioned);
        await using var old = await OldTransactionAsync(scene);
        var applying = scene.ApplyAsync(Detach);
        await Quick.UntilAsync(() => scene.Attempts >= 3, "three attempts");
        (await PendingAsync(scene)).Should().BeTrue();
        await old.DisposeAsync();

        (await applying).Attempts.Should().BeGreaterThanOrEqualTo(3);
        await ShouldBeDetachedAsync(scene);
    }

    [PostgresFact]
    public async Task Readers_of_the_partition_itself_are_not_held_up_by_its_end()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Partitioned);
        await using var reader = await scene.Database.OpenAsync();
        await using (var begin = new NpgsqlCommand("begin; select * from p1", reader)) await begin.ExecuteNonQueryAsync();
        var applying = scene.ApplyAsync(Detach);

        for (var reads = 0; reads < 10 || scene.Attempts < 3; reads++) await scene.Database.ExecuteAsync("set lock_timeout = '20s'; select * from p1");

        applying.IsCompleted.Should().BeFalse();
        await reader.DisposeAsync();
        await applying;
    }

    [PostgresTheory]
    [InlineData("cancelled")]
    [InlineData("killed")]
    [InlineData("at its deadline")]
    public async Task Stopped_half_way_it_is_told_as_such_and_the_next_run_finishes_it(string how)
    {
        await using var scene = await ApplyScene.CreateAsync(
            server, Partitioned, how is "at its deadline" ? ApplyScene.Limits with { Deadline = TimeSpan.FromSeconds(1) } : null);
        await using var old = await OldTransactionAsync(scene);
        using var cancel = new CancellationTokenSource();
        var applying = scene.ApplyAsync(Detach, token: cancel.Token);
        if (how is not "at its deadline") await Quick.UntilAsync(() => PendingAsync(scene), "it is half detached");
        if (how is "cancelled") await cancel.CancelAsync();
        if (how is "killed")
        {
            await Quick.UntilAsync(() => scene.IsRunningAsync("finalize"), "it is about to finish");
            await scene.KillAsync();
        }

        var failure = (await FluentActions.Awaiting(() => applying).Should().ThrowAsync<DeployFailure>()).Which;

        failure.State.Should().Be(FailureState.Dirty);
        failure.ExitCode.Should().Be(ExitCode.Unknown);
        failure.Next.Should().Contain(Finalize);
        scene.Events.OfType<MigrationRolledBack>().Should().BeEmpty();
        await old.DisposeAsync();
        (await scene.ApplyAsync(Detach)).Notices.Should().ContainSingle().Which.Should().Contain("finishes the detach of p1");
        await ShouldBeDetachedAsync(scene);
    }

    [PostgresFact]
    public async Task Stopped_half_way_it_is_finished_at_once_where_nobody_is_in_the_way_any_more()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Partitioned, ApplyScene.Limits with { LockTimeout = TimeSpan.FromSeconds(20) });
        await using var old = await OldTransactionAsync(scene);
        using var cancel = new CancellationTokenSource();
        var applying = scene.ApplyAsync(Detach, token: cancel.Token);
        await Quick.UntilAsync(() => PendingAsync(scene), "it is half detached");
        await cancel.CancelAsync();
        await old.DisposeAsync();

        await applying;

        await ShouldBeDetachedAsync(scene);
    }

    [PostgresFact]
    public async Task Detached_without_getting_to_the_history_it_is_recorded_by_the_next_run()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Partitioned);
        await scene.CloseHistoryAsync();
        (await scene.FailureAsync(Detach)).State.Should().Be(FailureState.Dirty);
        await scene.OpenHistoryAsync();

        (await scene.ApplyAsync(Detach)).Notices.Should().ContainSingle().Which.Should().Contain("p1 is no partition of p any more: an earlier attempt detached it");

        await ShouldBeDetachedAsync(scene);
    }

    [PostgresFact]
    public async Task One_that_is_no_partition_is_the_servers_own_error_and_no_attempt_of_ours()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create table p (id int) partition by range (id); create table p1 (id int)");

        for (var run = 0; run < 2; run++)
        {
            var failure = await scene.FailureAsync(Detach);

            failure.SqlState.Should().Be("42P01");
            failure.State.Should().Be(FailureState.RolledBack);
        }
    }

    private static Task<bool> PendingAsync(ApplyScene scene) => scene.Database.ScalarAsync<bool>("select exists (select from pg_inherits where inhdetachpending)");

    private static async Task<NpgsqlConnection> OldTransactionAsync(ApplyScene scene)
    {
        var old = await scene.Database.OpenAsync();
        await using var begin = new NpgsqlCommand("begin; select * from p", old);
        await begin.ExecuteNonQueryAsync();
        return old;
    }

    private static async Task ShouldBeDetachedAsync(ApplyScene scene)
    {
        (await scene.Database.ScalarAsync<bool>("select exists (select from pg_inherits)")).Should().BeFalse();
        (await scene.HistoryAsync()).Should().Contain("20240101000000");
        (await scene.MarkAsync()).Should().BeEmpty();
    }
}
