using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
public sealed class ApplierTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Statements_and_history_row_are_one_transaction()
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        var applied = await scene.ApplyAsync("create table a (id int);\ncreate table b (id int);\n");

        applied.Should().BeEquivalentTo(new { Version = "20240101000000", Name = "first", Attempts = 1 });
        applied.Seconds.Should().BePositive();
        (await scene.HistoryAsync()).Should().Equal("20240101000000");
        var transactions = await scene.Database.ScalarAsync<long>("""
            select count(distinct x) from (select xmin::text from pg_class where oid in ('a'::regclass, 'b'::regclass)
            union all select xmin::text from supabase_migrations.schema_migrations) as rows (x)
            """);
        transactions.Should().Be(1);
        scene.Events.Select(e => e.GetType()).Should().Equal(typeof(MigrationStarted), typeof(MigrationCommitted));
    }

    [PostgresFact]
    public async Task What_is_told_as_applied_waits_for_the_disk_where_the_server_need_not()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        (await scene.Database.ScalarAsync<string>("show synchronous_commit")).Should().Be("off", "throwaway servers wait for no disk");

        await scene.ApplyAsync("create table seen as select current_setting('synchronous_commit') as v");

        (await scene.Database.ScalarAsync<string>("select v from seen")).Should().Be("on");
    }

    [PostgresFact]
    public async Task A_failing_statement_leaves_nothing_behind()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await scene.ApplyAsync("create table kept (id int)", "20230101000000_kept.sql");

        var failure = await scene.FailureAsync("create table a (id int);\ninsert into a values ('x');\n");

        failure.Code.Should().Be(FailureCode.MigrationFailed);
        failure.State.Should().Be(FailureState.RolledBack);
        failure.ExitCode.Should().Be(ExitCode.RolledBack);
        failure.SqlState.Should().Be("22P02");
        (await scene.ExistsAsync("a")).Should().BeFalse();
        (await scene.HistoryAsync()).Should().Equal("20230101000000");
        scene.Events[^1].Should().BeOfType<MigrationRolledBack>().Which.Why.Should().Contain("invalid input syntax");
    }

    [PostgresFact]
    public async Task What_fails_only_at_COMMIT_is_rolled_back_too()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create table p (id int primary key)");

        var failure = await scene.FailureAsync("create table c (p int references p deferrable initially deferred);\ninsert into c values (1);");

        failure.SqlState.Should().Be("23503");
        failure.State.Should().Be(FailureState.RolledBack);
        failure.Message.Should().StartWith("20240101000000_first.sql: ERROR: ");
        (await scene.ExistsAsync("c")).Should().BeFalse();
        (await scene.HistoryAsync()).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_version_that_is_already_recorded_is_not_applied_twice()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await scene.ApplyAsync("create table a (id int)");

        var failure = await scene.FailureAsync("create table b (id int)");

        failure.SqlState.Should().Be("23505");
        (await scene.ExistsAsync("b")).Should().BeFalse();
    }

    [PostgresFact]
    public async Task After_a_failure_the_same_applier_goes_on()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await scene.FailureAsync("select 1 / 0");

        await scene.ApplyAsync("create table a (id int)");

        (await scene.ExistsAsync("a")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task Notices_and_warnings_are_kept_with_file_and_line()
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        var applied = await scene.ApplyAsync("do $$ begin raise notice 'first of two'; raise warning 'second'; end $$;\ndrop table if exists nothing;");

        applied.Notices.Should().Equal(
            "20240101000000_first.sql:1: NOTICE: first of two",
            "20240101000000_first.sql:1: WARNING: second",
            "20240101000000_first.sql:2: NOTICE: table \"nothing\" does not exist, skipping");
    }

    [PostgresFact]
    public async Task Locks_are_named_also_of_tables_that_are_gone()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create table dropped (id int); create table \"Altered\" (id int); create table touched (id int); create table read (id int)");

        var applied = await scene.ApplyAsync("""
            drop table dropped;
            alter table "Altered" add column t text;
            insert into touched select * from read;
            create table fresh (id int);
            """);

        applied.Locks.Should().Equal(
            new HeldLock("public.\"Altered\"", "AccessExclusiveLock"),
            new HeldLock("public.dropped", "AccessExclusiveLock"),
            new HeldLock("public.touched", "RowExclusiveLock"));
    }

    [PostgresFact]
    public async Task Session_state_of_one_migration_does_not_leak_into_the_next()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create schema elsewhere");
        await scene.ApplyAsync("""
            set role pg_monitor;
            set search_path = elsewhere;
            set statement_timeout = '1h';
            set my.setting = 'leaked';
            create temporary table leaked (id int);
            prepare leaked as select 1;
            declare leaked cursor with hold for select 1;
            select pg_advisory_lock(4711);
            listen leaked;
            """);

        var applied = await scene.ApplyAsync("""
            do $$ begin raise notice '% | % | % | %', current_user, current_schema, current_setting('statement_timeout'), current_setting('my.setting', true); end $$;
            create temporary table leaked (id int);
            prepare leaked as select 1;
            declare leaked cursor with hold for select 1;
            do $$ begin raise notice '% | %', (select count(*) from pg_locks where pid = pg_backend_pid() and locktype = 'advisory' and objid = 4711), (select count(*) from pg_listening_channels()); end $$;
            """, "20240102000000_second.sql");

        applied.Notices.Should().Equal(
            "20240102000000_second.sql:1: NOTICE: supabase_admin | public | 1min | ",
            "20240102000000_second.sql:5: NOTICE: 0 | 0");
    }

    [PostgresFact]
    public async Task A_migration_that_ends_as_another_role_is_recorded_as_the_deploying_one()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        await scene.ApplyAsync("select 1", "20230101000000_makes_the_table.sql");

        await scene.ApplyAsync("set role pg_monitor;\nselect 1;");

        (await scene.HistoryAsync()).Should().Equal("20230101000000", "20240101000000");
    }

    [PostgresTheory]
    [InlineData("create function f() returns int language sql begin atomic select 1; select 2; end")]
    [InlineData("create table t (id int); create rule r as on insert to t do also (select 1; select 2)")]
    [InlineData("do $a$ begin perform $b$;$b$; end $a$; select 'x;y', E'it\\'s; @here :there ?', $q1$;$q1$")]
    [InlineData("select '{\"a\": 1}'::jsonb @> '{}' and '{\"a\": 1}'::jsonb ? 'a', (array[1, 2])[1:2], /* a /* nested; */ comment; */ 1")]
    [InlineData("create table \"semi;colon\" (\"@id\" int); select \"@id\" from \"semi;colon\"")]
    [InlineData("select 1 as a$b; select 2 as é$é; select U&'d\\0061t\\+000061;'")]
    public async Task Statements_reach_the_server_as_they_are_written(string sql)
    {
        await using var scene = await ApplyScene.CreateAsync(server);

        await scene.ApplyAsync(sql);

        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task COPY_from_the_connection_is_refused_with_its_place_and_leaves_nothing()
    {
        await using var scene = await ApplyScene.CreateAsync(server);
        var (migration, _) = Lockkeeper.Migrations.MigrationFile.Read(
            new Lockkeeper.Migrations.MigrationSource("20240101000000_first.sql", "create table t (id int);\ncopy t from stdin;\n"u8.ToArray()));

        migration!.Problems.Should().ContainSingle().Which.Where.Should().Be("20240101000000_first.sql:2");
    }

    [PostgresFact]
    public async Task Cancelling_rolls_back_and_frees_every_lock()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create table t (id int)");
        using var cancel = new CancellationTokenSource();
        var applying = scene.ApplyAsync("drop table t;\nselect pg_sleep(600);", token: cancel.Token);
        await Quick.UntilAsync(() => scene.IsRunningAsync("pg_sleep(600)"), "the second statement runs");

        await cancel.CancelAsync();

        await FluentActions.Awaiting(() => applying).Should().ThrowAsync<OperationCanceledException>();
        await scene.Database.ExecuteAsync("set lock_timeout = '10s'; begin; lock table t; rollback");
        (await scene.HistoryAsync()).Should().BeEmpty();
        scene.Events[^1].Should().BeOfType<MigrationRolledBack>();
    }

    [PostgresFact]
    public async Task A_statement_that_runs_too_long_is_ended_and_rolled_back()
    {
        await using var scene = await ApplyScene.CreateAsync(server, limits: ApplyScene.Limits with { StatementTimeout = TimeSpan.FromMilliseconds(300) });

        var failure = await scene.FailureAsync("create table a (id int);\nselect pg_sleep(600);");

        failure.SqlState.Should().Be("57014");
        failure.State.Should().Be(FailureState.RolledBack);
        failure.Message.Should().StartWith("20240101000000_first.sql:2: ");
        (await scene.ExistsAsync("a")).Should().BeFalse();
    }
}
