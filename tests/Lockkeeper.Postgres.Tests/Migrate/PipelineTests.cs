using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Migrations;
using Lockkeeper.Postgres.Migrate;
using Lockkeeper.Postgres.Sessions;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>Several migrations in one batch.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PipelineTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Applies_all_of_them_with_their_history_rows()
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        var applied = await scene.Applier.ApplyAllAsync([.. Enumerable.Range(1, 30).Select(i => File(i, $"create table t{i} (id int); insert into t{i} values ({i});"))], default);

        applied.Should().HaveCount(30).And.OnlyContain(a => a.Attempts == 1 && a.Seconds > 0);
        (await scene.HistoryAsync()).Should().HaveCount(30);
        (await scene.Database.ScalarAsync<long>("select count(*) from pg_class where relname ~ '^t[0-9]+$'")).Should().Be(30);
        scene.Events.OfType<MigrationCommitted>().Should().HaveCount(30);
    }

    [PostgresFact]
    public async Task Stops_at_the_first_failure_and_keeps_what_was_before_it()
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        var failure = (await FluentActions.Awaiting(() => scene.Applier.ApplyAllAsync(
            [File(1, "create table a (id int);"), File(2, "create table b (id int);\ncreate table b (id int);"), File(3, "create table c (id int);")], default))
            .Should().ThrowExactlyAsync<DeployFailure>()).Which;

        failure.Message.Should().Contain("20240101000002_f.sql:2:").And.Contain("42P07").And.Contain("statement 2 of 2");
        failure.State.Should().Be(FailureState.RolledBack);
        (await scene.HistoryAsync()).Should().Equal("20240101000001");
        (await scene.ExistsAsync("a")).Should().BeTrue();
        (await scene.ExistsAsync("b")).Should().BeFalse();
        (await scene.ExistsAsync("c")).Should().BeFalse();
        scene.Events.OfType<MigrationCommitted>().Should().ContainSingle();
    }

    [PostgresFact]
    public async Task Waits_with_patience_for_the_one_that_is_blocked_and_goes_on_with_the_others()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create table blocked (id int)");
        await using var blocker = await scene.Database.OpenAsync();
        await using var transaction = await blocker.BeginTransactionAsync();
        await using (var take = new Npgsql.NpgsqlCommand("lock table blocked in access share mode", blocker)) await take.ExecuteNonQueryAsync();

        var applying = scene.Applier.ApplyAllAsync([File(1, "create table a (id int);"), File(2, "drop table blocked;"), File(3, "create table c (id int);")], default);
        await Quick.UntilAsync(() => Task.FromResult(scene.Attempts > 2), "it has tried more than once");
        await transaction.RollbackAsync();

        var applied = await applying;
        applied.Select(a => a.Version).Should().Equal("20240101000001", "20240101000002", "20240101000003");
        applied[1].Attempts.Should().BeGreaterThan(1);
        (await scene.HistoryAsync()).Should().HaveCount(3);
    }

    [PostgresFact]
    public async Task Puts_a_file_that_needs_no_transaction_in_its_place()
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        await scene.Applier.ApplyAllAsync(
            [File(1, "create table a (id int);"), File(2, "create index concurrently a_id on a (id);"), File(3, "comment on index a_id is 'built';")], default);

        (await scene.HistoryAsync()).Should().HaveCount(3);
        (await scene.Database.ScalarAsync<string>("select obj_description('a_id'::regclass)")).Should().Be("built");
    }

    [PostgresFact]
    public async Task Nothing_of_a_session_leaks_from_one_into_the_next()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create schema other; create role leaky nologin");

        await scene.Applier.ApplyAllAsync(
            [
                File(1, "set search_path = other; set role leaky; create temp table scratch (id int); select pg_advisory_lock(7);"),
                File(2, "create table here (id int); do $$ begin if to_regclass('scratch') is not null or current_user = 'leaky' then raise 'leaked'; end if; end $$;"),
            ],
            default);

        (await scene.ExistsAsync("public.here")).Should().BeTrue();
        (await scene.Database.ScalarAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and objid = 7 and database = (select oid from pg_database where datname = current_database())")).Should().Be(0);
    }

    [PostgresFact]
    public async Task Notices_keep_their_file_and_line()
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        var applied = await scene.Applier.ApplyAllAsync(
            [File(1, "create table a (id int);\ndo $$ begin raise notice 'one'; end $$;"), File(2, "\n\ndo $$ begin raise warning 'two'; end $$;")], default);

        applied[0].Notices.Should().Equal("20240101000001_f.sql:2: NOTICE: one");
        applied[1].Notices.Should().Equal("20240101000002_f.sql:3: WARNING: two");
    }

    [PostgresFact]
    public async Task A_connection_that_is_lost_on_the_way_is_resolved_from_the_history()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        var applying = FluentActions.Awaiting(() => scene.Applier.ApplyAllAsync([File(1, "create table a (id int);"), File(2, "select pg_sleep(600);")], default))
            .Should().ThrowExactlyAsync<DeployFailure>();
        await Quick.UntilAsync(() => scene.IsRunningAsync("pg_sleep(600)"), "the second file runs");

        await scene.KillAsync();

        var failure = (await applying).Which;
        failure.Code.Should().Be(FailureCode.ConnectionLost);
        failure.State.Should().Be(FailureState.RolledBack);
        failure.Message.Should().Contain("20240101000002_f.sql");
        scene.Events.OfType<MigrationCommitted>().Select(e => e.Migration.Version).Should().Equal("20240101000001");
        (await scene.HistoryAsync()).Should().Equal("20240101000001");
    }

    [PostgresFact]
    public async Task Interrupted_on_the_way_it_tells_what_is_committed_and_leaves_nothing_of_the_rest()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        using var signal = new CancellationTokenSource();
        var applying = FluentActions.Awaiting(() => scene.Applier.ApplyAllAsync(
                [File(1, "create table a (id int);"), File(2, "create table b (id int);\nselect pg_sleep(600);"), File(3, "create table c (id int);")], signal.Token))
            .Should().ThrowAsync<OperationCanceledException>();
        await Quick.UntilAsync(() => scene.IsRunningAsync("pg_sleep(600)"), "the second file runs");

        await signal.CancelAsync();

        await applying;
        scene.Events.OfType<MigrationCommitted>().Select(e => e.Migration.Version).Should().Equal("20240101000001");
        (await scene.HistoryAsync()).Should().Equal("20240101000001");
        (await scene.ExistsAsync("b")).Should().BeFalse();
        (await scene.ExistsAsync("c")).Should().BeFalse();
    }

    [PostgresFact]
    public async Task A_role_that_may_not_write_into_the_servers_log_applies_all_the_same()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await scene.Database.ExecuteAsync("""
            create role plain login password 'plain'; grant create on schema public to plain;
            revoke execute on function pg_logical_emit_message(boolean, text, text) from public;
            """);
        var settings = scene.Database.Connection;
        (settings.Username, settings.Password) = ("plain", "plain");
        await using var target = TargetDatabase.For(settings, "lockkeeper applier");
        await scene.Database.ExecuteAsync($"grant create on database \"{scene.Database.Name}\" to plain");
        await using var applier = new Applier(target, ApplyScene.Limits, TimeProvider.System, _ => { }, new Reports());

        var failure = await FluentActions.Awaiting(() => applier.ApplyAllAsync([File(1, "create table a (id int);"), File(2, "select 1 / 0;")], default))
            .Should().ThrowExactlyAsync<DeployFailure>();

        failure.Which.Message.Should().Contain("22012");
        (await scene.HistoryAsync()).Should().Equal("20240101000001");
    }

    private static Migration File(int number, string sql) => ApplyScene.Migration(sql, $"2024010100{number:0000}_f.sql");
}
