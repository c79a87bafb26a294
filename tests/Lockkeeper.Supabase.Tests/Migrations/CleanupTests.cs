using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests.Migrations;

/// <summary>20250101000000_drop_public_users_tables.sql</summary>
[Collection(ProjectCollection.Name)]
public sealed class CleanupTests(PostgresFixture server)
{
    // Everything that a user can see, with the table that it goes with; each by its full name.
    private const string Objects =
        """
        set search_path = '';
        select 'table ' || c.oid::regclass from pg_class c where relkind in ('r', 'v', 'm', 'S') and relnamespace::regnamespace::text !~ '^(pg_|information_schema)'
        union all select 'index ' || indexrelid::regclass || ' of ' || indrelid::regclass from pg_index i join pg_class c on c.oid = i.indrelid and c.relnamespace <> 'pg_toast'::regnamespace
        union all select 'function ' || p.oid::regprocedure from pg_proc p where pronamespace <> 'pg_catalog'::regnamespace
        union all select format('trigger %s on %s', tgname, tgrelid::regclass) from pg_trigger where not tgisinternal
        union all select format('policy %s on %s', polname, polrelid::regclass) from pg_policy
        union all select format('constraint %s on %s', conname, conrelid::regclass) from pg_constraint where conrelid <> 0
        union all select 'type ' || t.oid::regtype from pg_type t where typtype in ('e', 'd', 'r')
        union all select 'schema ' || nspname from pg_namespace where nspname !~ '^pg_'
        """;

    [PostgresFact]
    public async Task Removes_exactly_four_objects_and_what_goes_with_the_two_tables()
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);
        var before = await project.ListAsync(Objects);

        await project.ApplyAsync(ProductMigrations.Last);

        var after = await project.ListAsync(Objects);
        after.Except(before, StringComparer.Ordinal).Should().BeEmpty();
        before.Except(after, StringComparer.Ordinal)
            .Where(gone => !gone.EndsWith(" on public.users", StringComparison.Ordinal) && !gone.EndsWith(" on public.user_info", StringComparison.Ordinal))
            .Where(gone => !gone.EndsWith(" of public.users", StringComparison.Ordinal) && !gone.EndsWith(" of public.user_info", StringComparison.Ordinal))
            .Should().BeEquivalentTo(
                "table public.users", "table public.user_info", "function public.handle_new_user()",
                "trigger on_auth_user_created on auth.users");
    }

    [PostgresFact]
    public async Task Can_run_a_second_time()
    {
        await using var project = await Project.CreateAsync(server, migrations: 27);
        var before = await project.ListAsync(Objects);

        await project.ApplyAsync(ProductMigrations.Last);

        (await project.ListAsync(Objects)).Should().BeEquivalentTo(before);
    }

    [PostgresFact]
    public async Task Keeps_every_row_of_the_accounts_documents_and_files()
    {
        const string Kept =
            """
            select format('%s %s', (select count(*) from auth.users), (select sum(hash_record_extended(u, 0)) from auth.users u))
            union all select format('%s %s', count(*), sum(hash_record_extended(d, 0))) from documents.documents d
            union all select format('%s %s', count(*), sum(hash_record_extended(j, 0))) from upload_pipeline.jobs j
            union all select format('%s %s', count(*), sum(hash_record_extended(o, 0))) from (select id, bucket_id, name from storage.objects) o
            """;
        await using var project = await Project.SeededAsync(server, migrations: 26);
        var before = await project.ListAsync(Kept);

        await project.ApplyAsync(ProductMigrations.Last);

        (await project.ListAsync(Kept)).Should().Equal(before);
    }

    [PostgresTheory]
    [InlineData("0", "3s")]
    [InlineData("250ms", "250ms")]
    public async Task Bounds_its_wait_for_locks_only_where_the_deployer_does_not(string deployer, string inside)
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);
        await using var connection = await project.SignInAsync("postgres");
        await connection.RunAsync($"set lock_timeout = '{deployer}'");
        await using var transaction = await connection.BeginTransactionAsync();

        await connection.RunAsync(ProductMigrations.Last.Text);

        (await connection.ScalarAsync<string>("show lock_timeout")).Should().Be(inside);
        await transaction.CommitAsync();
        (await connection.ScalarAsync<string>("show lock_timeout")).Should().Be(deployer);
    }

    [PostgresFact]
    public async Task Gives_way_to_a_sign_up_in_progress_and_changes_nothing()
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);
        await using var auth = await project.SignInAsync("supabase_auth_admin");
        await using var signUp = await auth.BeginTransactionAsync();
        await auth.RunAsync("insert into auth.users (id, email) values (gen_random_uuid(), 'slow@example.org')");
        await using var deployer = await project.SignInAsync("postgres");
        await deployer.RunAsync("set lock_timeout = '200ms'");

        var cleanup = () => deployer.RunAsync(ProductMigrations.Last.Text);

        (await cleanup.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.LockNotAvailable);
        await signUp.CommitAsync();
        (await project.ListAsync("select email from public.users")).Should().Equal("slow@example.org");
    }

    [PostgresFact]
    public async Task Refuses_to_sweep_away_what_still_depends_on_the_tables()
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);
        await project.RunAsync("postgres", "create view public.mailing_list as select email from public.users");

        var cleanup = () => project.ApplyAsync(ProductMigrations.Last);

        (await cleanup.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.DependentObjectsStillExist);
        (await project.ScalarAsync<bool>("select to_regprocedure('public.handle_new_user()') is not null")).Should().BeTrue();
    }
}
