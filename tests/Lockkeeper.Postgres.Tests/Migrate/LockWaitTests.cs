using System.Collections.Concurrent;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Postgres.Tests.Migrate;

[Collection(PostgresCollection.Name)]
public sealed class LockWaitTests(PostgresFixture server)
{
    private const string Table = "create table t (id int); insert into t values (1)";

    [PostgresFact]
    public async Task A_table_that_is_locked_for_a_while_is_tried_again_until_it_is_free()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        await using var holder = await HoldAsync(scene, "access exclusive");
        var applying = scene.ApplyAsync("alter table t add column c int");
        await Quick.UntilAsync(() => scene.Attempts >= 3, "three attempts");
        await holder.DisposeAsync();

        var applied = await applying;

        applied.Attempts.Should().Be(scene.Attempts).And.BeGreaterThanOrEqualTo(3);
        scene.Events.OfType<MigrationRolledBack>().Should().HaveCount(applied.Attempts - 1).And.OnlyContain(e => e.Why.Contains("lock timeout"));
        scene.Progress.Told[0].Should().StartWith("20240101000000_first.sql: locks are held by others, trying again until ");
        scene.Progress.Told.Skip(1).Should().ContainSingle("who blocks is named once").Which.Should()
            .MatchRegex("^waiting for locks held by pid [0-9]+, user supabase_admin, .*, idle in transaction since .*: lock table t in access exclusive mode$");
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task Who_watches_is_told_at_every_look_whom_it_waits_for_and_when_that_is_over()
    {
        var seen = new Looks();
        await using var scene = await ApplyScene.CreateAsync(server, Table, waits: seen);
        await using var holder = await HoldAsync(scene, "access exclusive");
        var began = TimeProvider.System.GetUtcNow();
        var applying = scene.ApplyAsync("alter table t add column c int");
        await Quick.UntilAsync(() => seen.All.Any(w => w?.Attempt >= 3), "the third attempt");
        seen.All.Should().NotContainNulls("it still waits");
        await holder.DisposeAsync();
        await applying;

        seen.All[^1].Should().BeNull("it waits no more");
        seen.All.SkipLast(1).Should().OnlyContain(w => w!.FileName == "20240101000000_first.sql" && w.Since >= began && w.Since < began.AddSeconds(5));
        seen.All[0]!.Attempt.Should().Be(2);
        var blocker = seen.All[0]!.Blockers.Should().ContainSingle().Subject;
        (blocker.User, blocker.State, blocker.Query).Should().Be(("supabase_admin", "idle in transaction", "lock table t in access exclusive mode"));
        blocker.QueryStart.Should().BeBefore(TimeProvider.System.GetUtcNow()).And.BeAfter(began.AddMinutes(-1));
        scene.Progress.Told.Should().NotContain(line => line.Contains("held by pid"), "the live line says it");
    }

    [PostgresFact]
    public async Task Who_watches_may_lose_his_connection_and_the_migration_is_still_told_as_what_it_is()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        await using var holder = await HoldAsync(scene, "access exclusive");
        var applying = scene.ApplyAsync("alter table t add column c int");
        for (var lost = 0; lost < 2; lost++) await Quick.UntilAsync(() => KillWatcherAsync(scene), "somebody watches");
        await Quick.UntilAsync(() => KillWatcherAsync(scene), "a third connection watches, in a later attempt");
        await holder.DisposeAsync();

        (await applying).Attempts.Should().BeGreaterThan(1);
        scene.Events[^1].Should().BeOfType<MigrationCommitted>();
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task Readers_get_through_while_the_migration_waits_behind_a_long_transaction()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table);
        // As a running pg_dump does: it blocks the migration, and everybody who queues behind the migration.
        await using var holder = await HoldAsync(scene, "access share");
        var applying = scene.ApplyAsync("alter table t add column c int");

        for (var reads = 0; reads < 10 || scene.Attempts < 3; reads++)
            await scene.Database.ExecuteAsync("set lock_timeout = '20s'; select * from t");

        applying.IsCompleted.Should().BeFalse("the long transaction still runs: without bounded waits each read would have waited for its end");
        await holder.DisposeAsync();
        (await applying).Attempts.Should().BeGreaterThanOrEqualTo(3);
    }

    [PostgresFact]
    public async Task Between_two_attempts_nothing_is_held()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table + "; create table other (id int)");
        await using var holder = await HoldAsync(scene, "access exclusive");
        var applying = scene.ApplyAsync("alter table other add column c int;\nalter table t add column c int");

        for (var i = 0; i < 3; i++) await scene.Database.ExecuteAsync("set lock_timeout = '20s'; insert into other (id) values (1)");

        applying.IsCompleted.Should().BeFalse();
        await holder.DisposeAsync();
        await applying;
    }

    [PostgresFact]
    public async Task At_the_deadline_it_gives_up_and_nothing_is_left()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Table, new ApplyLimits(TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(4)));
        await using var holder = await HoldAsync(scene, "access exclusive");

        var failure = await scene.FailureAsync("create table a (id int);\nalter table t add column c int;");

        failure.Code.Should().Be(FailureCode.LockTimeout);
        failure.State.Should().Be(FailureState.RolledBack);
        failure.SqlState.Should().Be("55P03");
        failure.Message.Should().StartWith("20240101000000_first.sql:2: ERROR: canceling statement due to lock timeout");
        failure.Next.Should().Contain("locks.deadline");
        scene.Attempts.Should().BeGreaterThan(1);
        (await scene.ExistsAsync("a")).Should().BeFalse();
        (await scene.HistoryAsync()).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_deadlock_is_tried_again()
    {
        await using var scene = await ApplyScene.CreateAsync(
            server, Table + "; create table u (id int); insert into u values (1)", ApplyScene.Limits with { LockTimeout = TimeSpan.FromSeconds(30) });
        await using var other = await scene.Database.OpenAsync();
        await RunAsync(other, "set deadlock_timeout = '60s'; begin; lock table u");
        var applying = scene.ApplyAsync("lock table t; lock table u");
        await Quick.UntilAsync(() => scene.IsRunningAsync("lock table u"), "the migration waits");

        await RunAsync(other, "lock table t; commit");

        (await applying).Attempts.Should().Be(2);
        scene.Events.OfType<MigrationRolledBack>().Should().ContainSingle().Which.Why.Should().Contain("deadlock");
    }

    private static async Task<bool> KillWatcherAsync(ApplyScene scene) => await scene.Database.ScalarAsync<bool>($"""
        select coalesce(bool_or(pg_terminate_backend(pid, 5000)), false) from pg_stat_activity
        where datname = '{scene.Database.Name}' and pid <> pg_backend_pid() and (query like '%pg_blocking_pids%' or query like '%pg_locks%not granted%')
        """);

    private sealed class Looks : IProgress<LockWait?>
    {
        private readonly ConcurrentQueue<LockWait?> _all = [];

        public IReadOnlyList<LockWait?> All => [.. _all];

        public void Report(LockWait? value) => _all.Enqueue(value);
    }

    private static async Task<NpgsqlConnection> HoldAsync(ApplyScene scene, string mode)
    {
        var holder = await scene.Database.OpenAsync();
        await RunAsync(holder, $"begin; lock table t in {mode} mode");
        return holder;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
