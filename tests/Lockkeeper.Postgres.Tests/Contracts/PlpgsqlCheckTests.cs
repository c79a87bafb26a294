using Lockkeeper.Contracts;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Contracts;

/// <summary>Where plpgsql_check is installed, it decides about PL/pgSQL.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PlpgsqlCheckTests(PostgresFixture postgres)
{
    private const string Extension = "create schema \"Ext\"; create extension plpgsql_check schema \"Ext\";";

    [PlpgsqlCheckFact]
    public async Task Finds_the_trigger_function_of_another_table_that_inserts_into_the_dropped_one()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, Extension);

        var found = await scene.FindAsync("drop table public.users");

        found.Broken.Should().Equal(new BrokenRoutine(
            "function public.handle_new_user()", "its body names table public.users in line 3, gone now; triggers on auth.users call it."));
    }

    [PlpgsqlCheckFact]
    public async Task Reads_through_constant_dynamic_sql_and_only_notes_the_rest()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, Extension + """
            drop function public.handle_new_user() cascade;
            create procedure public.purge() language plpgsql as $$ begin
                execute 'delete from public.users';
            end $$;
            create procedure public.purge(what text) language plpgsql as $$ begin
                execute 'delete from public.users where ' || what;
            end $$;
            """);

        var found = await scene.FindAsync("drop table public.users");

        found.Broken.Should().Equal(new BrokenRoutine("procedure public.purge()", "its body names table public.users in line 2, gone now."));
        found.Notes.Should().ContainSingle().Which.Should().StartWith("procedure public.purge(text) may no longer work");
    }

    [PlpgsqlCheckFact]
    public async Task Finds_a_dropped_column_without_its_tables_name_and_clears_what_only_looks_like_it()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, Extension + """
            create function public.sign() returns trigger language plpgsql as $$ begin
                new.author := current_user;
                return new;
            end $$;
            create trigger sign before insert on public.notes for each row execute function public.sign();
            create function public.bare() returns text language plpgsql as $$ begin
                return (select author from public.notes limit 1);
            end $$;
            create function public.alias() returns text language plpgsql as $$ begin
                return (select notes.author from (select body as author from public.notes) notes limit 1);
            end $$;
            """);

        var found = await scene.FindAsync("alter table public.notes drop column author");

        found.Broken.Should().Equal(
            new BrokenRoutine("function public.bare()", "its body names column public.notes.author in line 2, gone now."),
            new BrokenRoutine("function public.sign()", "its body names column public.notes.author in line 2, gone now; triggers on public.notes call it."));
        found.Notes.Should().BeEmpty();
    }

    [PlpgsqlCheckFact]
    public async Task Does_not_blame_a_migration_for_what_was_broken_before()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, Extension + """
            drop function public.handle_new_user() cascade;
            create function public.old() returns bigint language plpgsql as $$ begin
                perform missing_one();
                return (select count(*) from gone_long_ago where kind = 'users');
            end $$;
            """);

        var found = await scene.FindAsync("drop table public.users");

        found.Broken.Should().BeEmpty();
        found.Notes.Should().BeEmpty();
    }

    [PlpgsqlCheckFact]
    public async Task Leaves_a_temporary_table_of_that_name_in_doubt()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, Extension + """
            drop function public.handle_new_user() cascade;
            create procedure public.work() language plpgsql as $$ begin
                create temp table users as select 1 as id;
                delete from users;
            end $$;
            """);

        var found = await scene.FindAsync("drop table public.users");

        found.Broken.Should().BeEmpty();
        found.Notes.Should().ContainSingle();
    }

    [PlpgsqlCheckFact]
    public async Task Finds_a_function_that_nobody_calls_and_one_that_the_session_has_called()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, Extension + """
            drop trigger on_auth_user_created on auth.users; create type public.mood as enum ('a');
            create function public.holds() returns int language plpgsql as 'declare m public.mood; begin return 1; end';
            create function public.rows() returns int language plpgsql as 'declare m public.users%rowtype; begin return 1; end';
            """);

        var found = await scene.FindAsync("select public.holds(), public.rows(); drop table public.users; drop type public.mood");

        found.Broken.Select(b => b.Object).Should().Equal("function public.handle_new_user()", "function public.holds()", "function public.rows()");
    }

    [PlpgsqlCheckFact]
    public async Task Gives_a_triggers_function_the_transition_tables_that_it_reads()
    {
        await using var scene = await RoutineScene.CreateAsync(postgres, Extension + """
            drop function public.handle_new_user() cascade;
            create function public.count_new() returns trigger language plpgsql as $$ begin
                perform count(*) from users; -- the new ones
                return null;
            end $$;
            create trigger counted after insert on auth.users referencing new table as users for each statement execute function public.count_new();
            """);

        (await scene.FindAsync("drop table public.users")).Broken.Should().BeEmpty();
    }
}
