using Lockkeeper.Catalog;
using Lockkeeper.Postgres.Catalog;
using Lockkeeper.Testing;

namespace Lockkeeper.Postgres.Tests.Catalog;

/// <summary>The change that this project was started for.</summary>
[Collection(PostgresCollection.Name)]
public sealed class CleanupTests(PostgresFixture postgres)
{
    private const string Schema = """
        create role cleanup_anon;
        create schema auth;
        create table auth.users (id uuid primary key, email text);
        alter default privileges in schema public grant select on tables to cleanup_anon;
        create table public.users (
            id uuid primary key references auth.users (id) on delete cascade,
            no serial,
            email text not null check (email <> ''));
        create unique index users_email on public.users (lower(email));
        create table public.user_info (
            id bigint generated always as identity primary key,
            user_id uuid references public.users (id) on delete cascade);
        alter table public.users enable row level security;
        create policy "own row" on public.users for select to cleanup_anon using (id is not null);
        grant select, update on public.users to cleanup_anon;
        grant update (email) on public.users to cleanup_anon;
        comment on table public.users is 'copy';
        comment on column public.users.email is 'copy';
        comment on constraint users_pkey on public.users is 'copy';
        comment on policy "own row" on public.users is 'copy';
        create function public.touch() returns trigger language plpgsql as 'begin return new; end';
        create trigger touch before update on public.users for each row execute function public.touch();
        create function public.handle_new_user() returns trigger language plpgsql security definer
            as 'begin insert into public.users (id, email) values (new.id, new.email); return new; end';
        comment on function public.handle_new_user() is 'copies';
        create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
        comment on trigger on_auth_user_created on auth.users is 'copies';
        create publication realtime for table public.users;
        create statistics public.users_stats on no, email from public.users;
        """;

    private const string Cleanup = """
        drop trigger on_auth_user_created on auth.users;
        drop function public.handle_new_user();
        drop table public.user_info;
        drop table public.users;
        """;

    [PostgresFact]
    public async Task Removing_the_copied_tables_removes_four_objects_and_changes_nothing_else()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync(Schema);
        await using var connection = await database.OpenAsync();

        var before = await CatalogReader.ReadAsync(connection, CancellationToken.None);
        await database.ExecuteAsync(Cleanup);
        var after = await CatalogReader.ReadAsync(connection, CancellationToken.None);

        var change = CatalogChange.Between(before, after);
        change.Removed.Should().Equal(
            "function public.handle_new_user()",
            "table public.user_info",
            "table public.users",
            "trigger on_auth_user_created on auth.users");
        change.Added.Should().BeEmpty();
        change.Altered.Should().BeEmpty();
        change.Details.Should().Contain(d => d.Object == "table public.users" && d.Fact == "column public.users.email" && d.After == null);
    }

    [PostgresFact]
    public async Task A_table_that_stays_and_referred_to_a_removed_one_is_told_as_altered()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        await database.ExecuteAsync("create table kept (id int); create table gone (id int primary key); alter table kept add foreign key (id) references gone");
        await using var connection = await database.OpenAsync();

        var before = await CatalogReader.ReadAsync(connection, CancellationToken.None);
        await database.ExecuteAsync("drop table gone cascade");
        var after = await CatalogReader.ReadAsync(connection, CancellationToken.None);

        CatalogChange.Between(before, after).Altered.Should().Equal("table public.kept");
    }
}
