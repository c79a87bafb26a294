using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Drift;

/// <summary>A live target beside what its applied migrations imply.</summary>
[Collection("Throwaway servers")]
public sealed class ImpliedDriftTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private static readonly (string Name, string Sql)[] Files =
    [
        ("20240101000000_documents.sql", """
            create schema documents;
            create table documents.files (id uuid primary key default gen_random_uuid(), owner uuid references auth.users (id), title text check (title in ('a', 'b')));
            alter table documents.files enable row level security;
            create policy own_files on documents.files for select to authenticated using (owner = auth.uid() and (title <> 'x' and title <> 'y'));
            create index files_owner on documents.files (owner);
            grant select on documents.files to authenticated;
            comment on table documents.files is 'what people sent';
            create view documents.titles with (security_invoker = true) as select title from documents.files where title in ('a', 'b');
            """),
        ("20240102000000_platform.sql", """
            create function public.greet() returns trigger language plpgsql security definer set search_path = '' as $$ begin return new; end $$;
            create trigger on_auth_user_created after insert on auth.users for each row execute function public.greet();
            create policy read_files on storage.objects for select to authenticated using (bucket_id = 'files');
            insert into storage.buckets (id, name, public) values ('files', 'files', false);
            """),
        ("20240103000000_later.sql", "create table public.later (id int primary key); grant select on public.later to authenticated; create sequence documents.numbers;"),
    ];

    private static readonly (string Sql, string[] Found)[] ByHand =
    [
        ("drop policy own_files on documents.files", ["missing policy own_files on documents.files"]),
        ("drop policy read_files on storage.objects", ["missing policy read_files on storage.objects"]),
        ("drop trigger on_auth_user_created on auth.users", ["missing trigger on_auth_user_created on auth.users"]),
        ("create table public.by_hand (id int primary key, note text)", ["extra table public.by_hand"]),
        ("create policy open on storage.objects using (true)", ["extra policy open on storage.objects"]),
        ("insert into storage.buckets (id, name) values ('by-hand', 'by-hand')", ["extra bucket \"by-hand\""]),
        ("create trigger t after insert on auth.users for each row execute function public.greet()", ["extra trigger t on auth.users"]),
        ("create extension pg_trgm with schema extensions", ["extra extension pg_trgm"]),
        ("create schema secret; create table secret.t ()", ["extra schema secret", "extra table secret.t"]),
        ("create index files_title on documents.files (title)", ["table documents.files: index documents.files_title added"]),
        ("alter table documents.files disable row level security", ["table documents.files: row level security: enabled → disabled"]),
        ("alter table documents.files add column extra int", ["table documents.files: column documents.files.extra added"]),
        ("alter table documents.files drop constraint files_owner_fkey", ["table documents.files: constraint files_owner_fkey on documents.files removed"]),
        ("create or replace function public.greet() returns trigger language plpgsql security definer set search_path = '' as $$ begin return null; end $$",
            ["function public.greet(): body changed"]),
        ("grant insert on documents.titles to anon", ["view documents.titles: grants: anon gained INSERT"]),
        ("revoke select on public.later from authenticated", ["table public.later: grants: authenticated lost SELECT"]),
        ("update storage.buckets set public = true where id = 'files'", ["bucket files: public: False → True"]),
        ("alter sequence documents.numbers owner to supabase_admin", ["sequence documents.numbers: owner: postgres → supabase_admin; grants: postgres lost SELECT, UPDATE, USAGE; supabase_admin gained SELECT, UPDATE, USAGE"]),
        ("update pg_index set indisvalid = false where indexrelid = 'documents.files_owner'::regclass", ["table documents.files: index documents.files_owner is INVALID, the trace of a failed CONCURRENTLY"]),
    ];

    [PostgresFact]
    public async Task There_is_none_where_the_target_was_built_from_the_folder()
    {
        await using var scene = await BuiltAsync();

        var report = await scene.RunAsync();

        DriftScene.Said(report).Should().BeEmpty();
        (report.Applied, report.History.Count, report.Refusal()).Should().Be((3, 0, null));
    }

    [PostgresFact]
    public async Task Whatever_was_done_by_hand_is_found_and_named()
    {
        await using var scene = await BuiltAsync();
        foreach (var (sql, _) in ByHand) await scene.Production.ExecuteAsync(sql);

        var report = await scene.RunAsync();

        DriftScene.Said(report).Should().BeEquivalentTo(ByHand.SelectMany(h => h.Found));
        var refusal = report.Refusal()!;
        (refusal.Code, refusal.ExitCode, refusal.State).Should().Be((FailureCode.Drift, ExitCode.Refused, FailureState.NothingChanged));
    }

    [PostgresFact]
    public async Task A_column_that_is_gone_is_told_without_those_that_moved_up()
    {
        await using var scene = await BuiltAsync();
        await scene.Production.ExecuteAsync("alter table documents.files drop column owner cascade");

        var report = await scene.RunAsync();

        report.Findings.Different.Single(d => d.Object is "table documents.files").Differences.Should()
            .Contain("column documents.files.owner removed").And.NotContain(d => d.Contains("position", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task What_the_platform_does_is_no_drift()
    {
        await using var scene = await BuiltAsync();
        await scene.Production.ExecuteAsync("""
            alter table auth.users add column new_of_the_service text;
            create table auth.oauth_clients (id uuid primary key);
            create function storage.new_of_the_service() returns trigger language plpgsql as $$ begin return new; end $$;
            create trigger protect after delete on storage.objects for each row execute function storage.new_of_the_service();
            create schema supabase_functions; create table supabase_functions.hooks (id int);
            create schema net; create function net.http() returns int language sql as 'select 1';
            create function extensions.grant_access() returns event_trigger language plpgsql as $$ begin end $$;
            create event trigger issue_access on ddl_command_end execute function extensions.grant_access();
            create publication supabase_realtime_messages_publication;
            alter default privileges for role supabase_admin in schema public grant all on tables to anon;
            grant usage on schema public to dashboard_user;
            alter table storage.buckets add column service text default 'new';
            """);

        DriftScene.Said(await scene.RunAsync()).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Privileges_that_the_project_was_born_with_are_no_drift()
    {
        await using var scene = await DriftScene.CreateAsync(server, Files);
        foreach (var kind in (string[])["tables", "sequences", "functions"])
            await scene.Production.ExecuteAsync($"alter default privileges for role postgres in schema public grant all on {kind} to postgres, anon, authenticated, service_role");
        await scene.ApplyAsync(scene.Production);

        DriftScene.Said(await scene.RunAsync()).Should().BeEmpty();
    }

    [PostgresFact]
    public async Task Tables_that_migrations_publish_are_expected_and_others_are_not()
    {
        await using var scene = await DriftScene.CreateAsync(
            server, ("20240101000000_live.sql", "create table public.live (id int primary key); alter publication supabase_realtime add table public.live;"));
        await scene.Production.ExecuteAsync("create publication supabase_realtime; alter publication supabase_realtime owner to postgres");
        await scene.ApplyAsync(scene.Production);
        await scene.Production.ExecuteAsync("create table public.by_hand (id int); alter publication supabase_realtime add table auth.users; create publication mine for table public.live");

        DriftScene.Said(await scene.RunAsync()).Should().Equal(
            "extra publication mine", "extra published table auth.users in supabase_realtime", "extra published table public.live in mine", "extra table public.by_hand");
    }

    [PostgresFact]
    public async Task Only_what_is_applied_is_expected_and_what_is_pending_is_told()
    {
        await using var scene = await DriftScene.CreateAsync(server, Files);
        await scene.ApplyAsync(scene.Production, count: 2);

        var report = await scene.RunAsync();

        DriftScene.Said(report).Should().BeEmpty();
        report.Applied.Should().Be(2);
        report.History.Should().Equal("20240103000000_later.sql is pending: what it changes is not expected yet.");
    }

    [PostgresFact]
    public async Task Refuses_by_name_where_an_applied_version_has_no_file()
    {
        await using var scene = await BuiltAsync();
        scene.Delete("20240102000000_platform.sql");

        var failure = await scene.FailureAsync();

        (failure.Code, failure.ExitCode).Should().Be((FailureCode.HistoryMissingFile, ExitCode.Refused));
        failure.Message.Should().Contain("20240102000000_platform");
    }

    [PostgresFact]
    public async Task Files_with_a_transaction_of_their_own_are_replayed_in_ours()
    {
        await using var scene = await DriftScene.CreateAsync(server, ("20240101000000_adopted.sql", "begin;\ncreate table public.adopted (id int);\ncommit;"));
        await scene.ApplyAsync(scene.Production);
        await scene.Production.ExecuteAsync("create table public.by_hand (id int)");

        DriftScene.Said(await scene.RunAsync()).Should().Equal("extra table public.by_hand");
    }

    [PostgresFact]
    public async Task Says_which_migration_cannot_be_replayed()
    {
        await using var scene = await DriftScene.CreateAsync(server, ("20240101000000_rows.sql", "alter table public.made_by_hand add column a int;"));
        await scene.Production.ExecuteAsync("set role postgres; create table public.made_by_hand (id int)");
        await scene.ApplyAsync(scene.Production);

        var failure = await scene.FailureAsync();

        (failure.Code, failure.State).Should().Be((FailureCode.LocalServer, FailureState.NothingChanged));
        failure.Message.Should().Contain("20240101000000_rows").And.Contain("public.made_by_hand");
        failure.Next.Should().Contain("--against=NAME");
    }

    private async Task<DriftScene> BuiltAsync()
    {
        var scene = await DriftScene.CreateAsync(server, Files);
        await scene.ApplyAsync(scene.Production);
        return scene;
    }
}
