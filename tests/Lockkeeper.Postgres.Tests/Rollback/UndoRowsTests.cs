using Lockkeeper.Failures;
using Lockkeeper.Postgres.Rollback;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Rollback;

/// <summary>Rows that migrations wrote are taken back; rows that anybody else has written since stay, or stop the rollback.</summary>
[Collection(PostgresCollection.Name)]
public sealed class UndoRowsTests(PostgresFixture server)
{
    private const string Shop = """
        create schema shop;
        create table shop.items (id int primary key, name text not null, price numeric default 1, stamp timestamptz);
        insert into shop.items select i, 'item ' || i, i from generate_series(1, 20) i;
        create table shop.parts (id bigint generated always as identity primary key, item int references shop.items on delete cascade);
        insert into shop.parts (item) select i from generate_series(1, 20) i;
        create table shop.plain (name text); insert into shop.plain select 'n' || i from generate_series(1, 5) i;
        create function shop.stamp() returns trigger language plpgsql as $$ begin new.stamp = now(); return new; end $$;
        create trigger stamp before insert or update on shop.items for each row execute function shop.stamp();
        """;

    [PostgresTheory]
    [InlineData("delete from shop.items where id > 15")]
    [InlineData("truncate shop.items cascade")]
    [InlineData("truncate shop.plain")]
    [InlineData("update shop.items set name = upper(name) where id < 6")]
    [InlineData("insert into shop.items select i, 'new' from generate_series(100, 110) i")]
    [InlineData("insert into shop.parts (item) values (1), (2)")]
    [InlineData("insert into shop.items values (100, 'new'); update shop.items set name = 'x' where id = 1; delete from shop.items where id = 2")]
    [InlineData("insert into shop.items values (100, 'new'); delete from shop.items where id = 100")]
    [InlineData("insert into shop.items values (100, 'new'); update shop.items set name = 'newer' where id = 100")]
    [InlineData("update shop.items set name = 'x' where id = 1; update shop.items set name = 'y' where id = 1")]
    [InlineData("truncate shop.parts; insert into shop.parts (item) values (3)")]
    [InlineData("alter table shop.items drop column name")]
    [InlineData("alter table shop.items drop column price, drop column name; delete from shop.items where id = 7")]
    [InlineData("alter table shop.items rename column name to label")]
    [InlineData("alter table shop.items rename to things; alter table shop.things add column x int")]
    [InlineData("alter table shop.items alter column id type bigint")]
    [InlineData("drop table shop.items cascade")]
    [InlineData("drop schema shop cascade")]
    public async Task Brings_back_what_a_migration_took(string migration)
    {
        await using var scene = await SceneAsync();
        await scene.ApplyAsync(migration);
        var before = scene.Before;

        await scene.UndoAsync();

        (await scene.DifferencesAsync(before)).Should().BeEmpty();
    }

    [PostgresTheory]
    [InlineData("delete from shop.items where id > 15", "insert into shop.items values (50, 'later')")]
    [InlineData("update shop.items set name = upper(name) where id < 6", "update shop.items set name = 'later' where id = 9")]
    [InlineData("truncate shop.items cascade", "insert into shop.items values (50, 'later')")]
    [InlineData("alter table shop.items drop column price", "insert into shop.items values (50, 'later')")]
    [InlineData("create table shop.extra (id int); alter table shop.items add column x int default 5", "insert into shop.items values (50, 'later')")]
    [InlineData("drop table shop.parts", "insert into shop.items values (50, 'later')")]
    public async Task Keeps_every_row_that_was_written_since(string migration, string later)
    {
        await using var scene = await SceneAsync();
        await scene.ApplyAsync(migration);
        var before = scene.Before;
        await scene.Database.ExecuteAsync(later);

        await scene.UndoAsync();

        (await scene.Database.ScalarAsync<long>("select count(*) from shop.items where name = 'later'")).Should().Be(1);
        (await scene.Database.ScalarAsync<long>("select count(*) from shop.items where name <> 'later'")).Should().BeInRange(19, 20);
        (await scene.DifferencesAsync(before)).Should().Equal("rows of shop.items");
    }

    [PostgresTheory]
    [InlineData("delete from shop.items where id > 15", "delete from shop.items where id = 1", "shop.items")]
    [InlineData("delete from shop.items where id > 15", "insert into shop.items values (16, 'later')", "shop.items")]
    [InlineData("truncate shop.items cascade", "insert into shop.items values (16, 'later')", "shop.items")]
    [InlineData("truncate shop.plain", "insert into shop.plain values ('later')", "shop.plain")]
    [InlineData("update shop.items set name = upper(name) where id < 6", "update shop.items set name = 'later' where id = 3", "shop.items")]
    [InlineData("insert into shop.items values (100, 'new')", "update shop.items set name = 'later' where id = 100", "shop.items")]
    [InlineData("delete from shop.plain where name = 'n1'", "", "shop.plain")]
    [InlineData("create table shop.extra (id int)", "insert into shop.extra values (1)", "shop.extra")]
    [InlineData("alter table shop.items add column x int", "update shop.items set x = 1 where id = 1", "shop.items.x")]
    [InlineData("alter table shop.plain drop column name; alter table shop.plain add column other int", "", "shop.plain.name")]
    [InlineData("alter table shop.items alter column name type varchar(50)", "", "shop.items.name")]
    [InlineData("create table shop.extra (id int primary key)", "create view public.mine as select * from shop.extra", "shop.extra")]
    public async Task Leaves_to_a_person_what_would_be_a_guess_or_a_loss_and_does_nothing(string migration, string later, string about)
    {
        await using var scene = await SceneAsync();
        await scene.ApplyAsync(migration);
        if (later.Length > 0) await scene.Database.ExecuteAsync(later);
        var items = await scene.Database.ScalarAsync<string>("select string_agg(t::text, ',' order by id) from shop.items t");

        var left = (await FluentActions.Awaiting(() => scene.UndoAsync()).Should().ThrowExactlyAsync<ManualNeededException>()).Which;

        left.Steps.Should().Contain(s => s.Object.EndsWith(about, StringComparison.Ordinal)).Which.Commands.Should().NotBeEmpty();
        (await scene.Database.ScalarAsync<string>("select string_agg(t::text, ',' order by id) from shop.items t")).Should().Be(items);
        (await scene.Database.ScalarAsync<long>("select count(*) from supabase_migrations.schema_migrations")).Should().Be(1);
    }

    [PostgresFact]
    public async Task Rows_written_since_that_a_foreign_key_would_delete_along_stop_it()
    {
        await using var scene = await SceneAsync();
        await scene.ApplyAsync("insert into shop.items values (100, 'new')");
        await scene.Database.ExecuteAsync("insert into shop.parts (item) values (100)");

        var failure = (await FluentActions.Awaiting(() => scene.UndoAsync()).Should().ThrowExactlyAsync<DeployFailure>()).Which;

        failure.Message.Should().Contain("table shop.parts").And.Contain("1 deleted");
        (await scene.Database.ScalarAsync<long>("select count(*) from shop.parts where item = 100")).Should().Be(1);
    }

    [PostgresFact]
    public async Task Triggers_do_not_fire_on_what_comes_back_and_are_as_before_afterwards()
    {
        await using var scene = await SceneAsync();
        await scene.Database.ExecuteAsync("alter table shop.items enable always trigger stamp");
        await scene.ApplyAsync("delete from shop.items where id = 3");

        await scene.UndoAsync();

        (await scene.Database.ScalarAsync<bool>("select stamp is not distinct from (select stamp from shop.items where id = 4) from shop.items where id = 3")).Should().BeTrue();
        (await scene.Database.ScalarAsync<char>("select tgenabled from pg_trigger where tgname = 'stamp'")).Should().Be('A');
    }

    [PostgresFact]
    public async Task Goes_forward_and_back_twice()
    {
        await using var scene = await SceneAsync();
        for (var i = 0; i < 2; i++)
        {
            await scene.ApplyAsync("drop table shop.parts; alter table shop.items drop column price; delete from shop.items where id = 5; create table shop.extra (id int)");
            var before = scene.Before;
            await scene.UndoAsync();
            (await scene.DifferencesAsync(before)).Should().BeEmpty();
        }
    }

    [PostgresFact]
    public async Task Several_migrations_are_undone_together()
    {
        await using var scene = await SceneAsync();
        await scene.ApplyAsync("alter table shop.items add column x int; update shop.items set x = 1 where id < 4");
        var before = scene.Before;
        await scene.ApplyAsync("create index x on shop.items (x); drop table shop.parts");
        await scene.ApplyAsync("delete from shop.items where id = 20");

        await scene.UndoAsync();

        (await scene.DifferencesAsync(before)).Should().BeEmpty();
    }

    private async Task<UndoScene> SceneAsync() => await UndoScene.CreateAsync(await server.CreateDatabaseAsync("undo_shop", database => database.ExecuteAsync(Shop)));
}
