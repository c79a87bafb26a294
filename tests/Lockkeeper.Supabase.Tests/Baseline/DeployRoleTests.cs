using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests.Baseline;

/// <summary>What a hosted project allows the role postgres on objects of the platform, and what it refuses.</summary>
[Collection(ProjectCollection.Name)]
public sealed class DeployRoleTests(PostgresFixture server)
{
    private const string TriggerFunction =
        "create function public.noop() returns trigger language plpgsql as $$ begin return new; end $$;";

    [PostgresTheory]
    [InlineData("alter table auth.users add column nickname text")]
    [InlineData("alter table auth.users disable trigger all")]
    [InlineData("alter index auth.users_instance_id_idx rename to i")]
    [InlineData("create index on auth.users (aud)")]
    [InlineData("comment on table auth.users is 'ours'")]
    [InlineData("comment on column auth.users.email is 'ours'")]
    [InlineData("create table auth.notes (id int)")]
    [InlineData("create view auth.emails as select email from auth.users")]
    [InlineData("create function auth.me() returns int language sql as 'select 1'")]
    [InlineData("create or replace function auth.uid() returns uuid language sql as 'select null::uuid'")]
    [InlineData("drop table auth.users cascade")]
    [InlineData("drop schema auth cascade")]
    [InlineData("alter table storage.objects enable row level security")]
    [InlineData("alter table storage.objects add column tags text[]")]
    [InlineData("delete from storage.objects")]
    [InlineData("delete from storage.buckets")]
    [InlineData("alter system set work_mem = '1MB'")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("create event trigger e on ddl_command_end execute function extensions.pgrst_ddl_watch()")]
    [InlineData("alter role postgres superuser")]
    public async Task Refuses_the_deploy_role(string sql)
    {
        await using var project = await Project.CreateAsync(server);

        var run = () => project.RunAsync("postgres", sql);

        (await run.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    [PostgresTheory]
    [InlineData(TriggerFunction + "create trigger t after insert on auth.users for each row execute function public.noop();" +
        "create or replace trigger t after insert on auth.users for each row execute function public.noop(); drop trigger t on auth.users")]
    [InlineData("create policy p on storage.objects for select using (true); alter policy p on storage.objects using (false);" +
        "drop policy p on storage.objects")]
    [InlineData("create policy p on auth.users for select using (true); drop policy p on auth.users")]
    [InlineData("create table public.t (id uuid references auth.users (id) on delete cascade); drop table public.t")]
    [InlineData("insert into storage.buckets (id, name) values ('b', 'b'); update storage.buckets set public = true")]
    [InlineData("set storage.allow_delete_query = 'true'; delete from storage.objects")]
    [InlineData("delete from auth.users")]
    [InlineData("create schema app; create extension citext with schema extensions; create extension hstore")]
    [InlineData("create role reader; grant anon to reader; drop role reader")]
    [InlineData("create publication p; drop publication p")]
    [InlineData("grant select on auth.users to service_role")]
    public async Task Lets_the_deploy_role(string sql)
    {
        await using var project = await Project.CreateAsync(server);

        var run = () => project.RunAsync("postgres", sql);

        await run.Should().NotThrowAsync();
    }

    [PostgresFact]
    public async Task A_refused_change_leaves_nothing_behind()
    {
        await using var project = await Project.CreateAsync(server);

        var run = () => project.RunAsync("postgres", "create table public.t (id int); alter table auth.users add column nickname text");

        await run.Should().ThrowAsync<PostgresException>();
        (await project.ScalarAsync<bool>("select to_regclass('public.t') is null")).Should().BeTrue();
    }

    [PostgresFact]
    public async Task The_auth_service_still_changes_its_own_tables()
    {
        await using var project = await Project.CreateAsync(server);

        var run = () => project.RunAsync("supabase_auth_admin", "alter table auth.users add column nickname text");

        await run.Should().NotThrowAsync();
    }

    [PostgresFact]
    public async Task A_new_table_is_not_exposed_before_it_is_granted()
    {
        await using var project = await Project.CreateAsync(server);
        await project.RunAsync("postgres", "create table public.t (id int)");

        var read = () => project.RunAsync("authenticator", "set role service_role; select * from public.t");

        (await read.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }
}
