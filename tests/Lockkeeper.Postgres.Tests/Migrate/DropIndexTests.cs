using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Migrate;

/// <summary>DROP INDEX CONCURRENTLY, whose effect alone does not tell who caused it.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DropIndexTests(PostgresFixture server)
{
    private const string Indexed = "create table t (id int); create index t_id on t (id)";
    private const string Comment = "select coalesce(obj_description('supabase_migrations.schema_migrations'::regclass, 'pg_class'), '')";

    [PostgresFact]
    public async Task Drops_and_records_it_and_leaves_no_mark()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Indexed);

        await scene.ApplyAsync("drop index concurrently t_id");

        (await scene.ExistsAsync("t_id")).Should().BeFalse();
        (await scene.HistoryAsync()).Should().HaveCount(1);
        (await scene.Database.ScalarAsync<string>(Comment)).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task One_that_is_not_there_is_refused_by_name()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Indexed);

        var failure = await scene.FailureAsync("-- why\ndrop index concurrently public.t_idd");

        failure.Message.Should().StartWith("20240101000000_first.sql:2: there is no index public.t_idd");
        failure.ExitCode.Should().Be(ExitCode.Refused);
        failure.State.Should().Be(FailureState.NothingChanged);
        failure.Next.Should().Contain("--target=Repair").And.Contain("--applied=20240101000000").And.Contain("IF EXISTS");
        (await scene.HistoryAsync()).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task With_IF_EXISTS_one_that_is_not_there_is_recorded_with_the_servers_notice()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Indexed);

        var applied = await scene.ApplyAsync("drop index concurrently if exists gone");

        applied.Notices.Should().ContainSingle().Which.Should().Be("20240101000000_first.sql:1: NOTICE: index \"gone\" does not exist, skipping");
        (await scene.HistoryAsync()).Should().HaveCount(1);
    }

    [PostgresFact]
    public async Task One_that_an_attempt_dropped_without_getting_to_the_history_is_recorded_by_the_next()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Indexed);
        await scene.ApplyAsync("create function refuse() returns trigger language plpgsql as $$ begin raise 'closed'; end $$", "20230101000000_before.sql");
        await scene.Database.ExecuteAsync("""
            comment on table supabase_migrations.schema_migrations is 'it''s ours';
            create trigger refuse before insert on supabase_migrations.schema_migrations for each row execute function refuse()
            """);
        (await scene.FailureAsync("drop index concurrently t_id")).State.Should().Be(FailureState.Dirty);
        (await scene.ExistsAsync("t_id")).Should().BeFalse();
        await scene.Database.ExecuteAsync("drop trigger refuse on supabase_migrations.schema_migrations");

        var other = await scene.FailureAsync("drop index concurrently t_other");
        var applied = await scene.ApplyAsync("drop index concurrently t_id");

        other.Message.Should().Contain("there is no index t_other", "the mark names the index");
        applied.Notices.Should().ContainSingle().Which.Should().Contain("an earlier attempt dropped it");
        (await scene.HistoryAsync()).Should().HaveCount(2);
        (await scene.Database.ScalarAsync<string>(Comment)).Should().Be("it's ours");
        scene.Events.OfType<MigrationCommitted>().Should().HaveCount(2);
    }

    [PostgresFact]
    public async Task After_an_attempt_that_the_server_refused_one_that_was_dropped_by_hand_is_not_taken_for_ours()
    {
        await using var scene = await ApplyScene.CreateAsync(server, "create table t (id int constraint t_id primary key)");
        (await scene.FailureAsync("drop index concurrently t_id")).State.Should().Be(FailureState.RolledBack);
        (await scene.Database.ScalarAsync<string>(Comment)).Should().BeEmpty();
        await scene.Database.ExecuteAsync("alter table t drop constraint t_id");

        var failure = await scene.FailureAsync("drop index concurrently t_id");

        failure.Message.Should().Contain("there is no index t_id, and no earlier attempt at this file has begun to drop one");
        (await scene.HistoryAsync()).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task A_mark_of_another_file_stays()
    {
        await using var scene = await ApplyScene.CreateAsync(server, Indexed + "; create index t_other on t (id)");
        await scene.ApplyAsync("select 1", "20230101000000_before.sql");
        await scene.Database.ExecuteAsync("""
            comment on table supabase_migrations.schema_migrations is '[lockkeeper: 20240101000000 drops t_id]';
            drop index t_id
            """);

        await scene.ApplyAsync("drop index concurrently t_other", "20230102000000_earlier.sql");

        (await scene.ApplyAsync("drop index concurrently t_id")).Notices.Should().ContainSingle().Which.Should().Contain("an earlier attempt dropped it");
    }

    [PostgresFact]
    public async Task A_role_that_does_not_own_the_history_drops_it_all_the_same()
    {
        await using var database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync($"""
            create schema supabase_migrations;
            create table supabase_migrations.schema_migrations (version text not null primary key, statements text[], name text);
            create role "{database.Name}" login password 'of-this-test';
            grant usage on schema supabase_migrations to "{database.Name}";
            grant select, insert on supabase_migrations.schema_migrations to "{database.Name}";
            create schema app authorization "{database.Name}";
            """);
        try
        {
            await database.ExecuteAsync($"set role \"{database.Name}\"; create table app.t (id int); create index t_id on app.t (id)");
            await using var target = Lockkeeper.Postgres.Sessions.TargetDatabase.For(database.ConnectionFor(database.Name, "of-this-test"), "lockkeeper applier");
            await using var applier = new Lockkeeper.Postgres.Migrate.Applier(target, ApplyScene.Limits, TimeProvider.System, _ => { }, new Reports());

            await applier.ApplyAsync(ApplyScene.Migration("drop index concurrently app.t_id"), CancellationToken.None);

            (await database.ScalarAsync<bool>("select to_regclass('app.t_id') is null")).Should().BeTrue();
            (await database.ScalarAsync<long>("select count(*) from supabase_migrations.schema_migrations")).Should().Be(1);
        }
        finally
        {
            await database.ExecuteAsync($"drop owned by \"{database.Name}\"; drop role \"{database.Name}\"");
        }
    }
}
