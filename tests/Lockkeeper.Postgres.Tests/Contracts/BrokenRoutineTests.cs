using Lockkeeper.Contracts;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Contracts;

/// <summary>Without plpgsql_check: the server's validator for SQL, and the search of bodies.</summary>
[Collection(PostgresCollection.Name)]
[Trait("Postgres", "17")]
public sealed class BrokenRoutineTests(PostgresFixture postgres)
{
    private const string HandleNewUser = "function public.handle_new_user()";

    [PostgresFact]
    public async Task Finds_the_trigger_function_of_another_table_that_inserts_into_the_dropped_one()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres);

        var found = await scene.FindAsync("drop table public.users");

        found.Broken.Should().Equal(new BrokenRoutine(
            HandleNewUser, "its body names table public.users in line 3, gone now; triggers on auth.users call it."));
        found.Notes.Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Finds_nothing_when_the_function_is_dropped_or_replaced_by_the_same_migration()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres);

        (await scene.FindAsync("drop function public.handle_new_user() cascade; drop table public.users")).Broken.Should().BeEmpty();
        (await scene.FindAsync("""
            drop table public.users;
            create or replace function public.handle_new_user() returns trigger language plpgsql as 'begin return new; end';
            """)).Broken.Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Takes_a_table_of_the_same_name_in_another_schema_for_another_table()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, """
            create function public.count_users() returns bigint language plpgsql as 'begin return (select count(*) from auth.users); end';
            create function auth.own() returns bigint language plpgsql set search_path = auth as 'begin return (select count(*) from users); end';
            create function auth.sql() returns bigint language sql set search_path = auth as 'select count(*) from users';
            """);

        var found = await scene.FindAsync("drop table public.users");

        found.Broken.Select(b => b.Object).Should().Equal(HandleNewUser);
        found.Notes.Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Only_notes_a_name_in_dynamic_sql()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, """
            drop function public.handle_new_user() cascade;
            create procedure public.purge(what text) language plpgsql as $$ begin
                execute 'delete from public.users where ' || what;
            end $$;
            """);

        var found = await scene.FindAsync("drop table public.users");

        found.Broken.Should().BeEmpty();
        found.Notes.Should().Equal("procedure public.purge(text) may no longer work: its body seems to name table public.users in line 2, gone now.");
    }

    [PostgresFact]
    public async Task Finds_what_names_a_renamed_table_unless_a_view_took_its_name()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres);

        (await scene.FindAsync("alter table public.users rename to people")).Broken.Select(b => b.Object).Should().Equal(HandleNewUser);
        (await scene.FindAsync("alter table public.users rename to people; create view public.users as select * from public.people")).Broken.Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Finds_what_names_a_dropped_column_by_its_table_or_as_a_part_of_the_new_row()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, """
            create function public.one() returns text language plpgsql as 'begin return (select notes.author from notes); end';
            create function public.sign() returns trigger language plpgsql as $$ begin
                new.author := current_user; -- new.body stays
                return new;
            end $$;
            create trigger sign before insert on public.notes for each row execute function public.sign();
            create function public.other(author text) returns text language plpgsql as 'begin return author; end';
            """);

        var found = await scene.FindAsync("alter table public.notes drop column author");

        found.Broken.Should().Equal(
            new BrokenRoutine("function public.one()", "its body names column public.notes.author in line 1, gone now."),
            new BrokenRoutine("function public.sign()", "its body names column public.notes.author in line 2, gone now; triggers on public.notes call it."));
        (await scene.FindAsync("alter table public.notes drop column body")).Broken.Should().BeEmpty("it is named in a comment only");
    }

    [PostgresFact]
    public async Task Lets_the_server_decide_about_a_function_in_sql()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, """
            create function public.authors() returns setof text language sql set search_path = public as $$
                select author
                from notes $$;
            create function public.first(author text) returns text language sql as 'select author from public.notes limit 1';
            create function public.said() returns text language sql as $$ select 'public.notes lost its author' $$;
            create function public.named(x anyelement) returns text language sql as 'select notes.author from public.notes';
            """);

        var found = await scene.FindAsync("set local check_function_bodies = off; alter table public.notes drop column author");

        found.Broken.Select(b => b.Object).Should().Equal("function public.authors()", "function public.named(anyelement)");
        found.Broken[0].Why.Should().Be("its body names column public.notes.author in line 2, gone now.");
    }

    [PostgresFact]
    public async Task Does_not_blame_a_migration_for_what_was_broken_before()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, """
            drop function public.handle_new_user() cascade;
            set check_function_bodies = off;
            create function public.old() returns bigint language sql as $$ select count(*) from gone_long_ago where kind = 'users' $$;
            create function public.older() returns bigint language plpgsql as $$ begin return (select count(*) from gone.users); end $$;
            """);

        (await scene.FindAsync("drop table public.users")).Broken.Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Finds_what_calls_a_dropped_function_and_uses_a_dropped_type_or_schema()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, """
            create schema app; create type app.mood as enum ('a'); create function app.f(int) returns int language sql as 'select 1';
            create function public.g(int) returns int language sql as 'select 1'; create function public.g(text) returns int language sql as 'select 1';
            create function public.calls() returns int language plpgsql as 'begin return app.f(1); end';
            create function public.holds() returns int language plpgsql as 'declare m app.mood; begin return 1; end';
            create function public.either() returns int language plpgsql as $$ begin return public.g('x'); end $$;
            """);

        (await scene.FindAsync("drop function app.f(int)")).Broken.Select(b => b.Object).Should().Equal("function public.calls()");
        (await scene.FindAsync("drop type app.mood")).Broken.Select(b => b.Object).Should().Equal("function public.holds()");
        (await scene.FindAsync("drop schema app cascade")).Broken.Select(b => b.Object).Should().Equal("function public.calls()", "function public.holds()");
        var overloaded = await scene.FindAsync("drop function public.g(int)");
        overloaded.Broken.Should().BeEmpty();
        overloaded.Notes.Should().ContainSingle().Which.Should().StartWith("function public.either() may no longer work");
    }

    [PostgresFact]
    public async Task Searches_the_body_where_the_role_may_not_have_it_checked()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, """
            create function public.authors() returns setof text language sql as 'select notes.author from public.notes';
            revoke execute on function public.authors() from public;
            """);

        var found = await scene.FindAsync("alter table public.notes drop column author; set local role pg_monitor");

        found.Broken.Select(b => b.Object).Should().Equal("function public.authors()");
    }

    [PostgresFact]
    public async Task Finds_the_same_after_commit()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres);

        (await scene.FindAfterwardsAsync("drop table public.users")).Broken.Select(b => b.Object).Should().Equal(HandleNewUser);
        (await scene.FindAfterwardsAsync("create table public.users (id int)")).Broken.Should().BeEmpty();
    }
}
