using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.Migrations;

[Collection(ProjectCollection.Name)]
public sealed class ApplyTests(PostgresFixture server)
{
    private const string Buckets =
        "select concat_ws(' ', id, public, file_size_limit, allowed_mime_types) from storage.buckets order by id";

    [PostgresFact]
    public async Task All_files_apply_to_an_empty_project_as_the_deploy_role()
    {
        await using var project = await Project.CreateAsync(server);

        foreach (var migration in ProductMigrations.All)
            await project.ApplyAsync(migration);

        (await project.ListAsync(Buckets)).Should().Equal(
            "documents f 52428800 {application/pdf,image/png,image/jpeg}",
            "parsed f 10485760 {text/markdown,application/json}");
        (await project.ScalarAsync<long>("select count(*) from pg_index where not indisvalid")).Should().Be(0);
        (await project.ScalarAsync<long>("select count(*) from pg_constraint where not convalidated")).Should().Be(0);
    }

    [PostgresFact]
    public async Task All_files_apply_where_buckets_have_only_their_first_columns()
    {
        await using var project = await Project.CreateAsync(server);
        await project.RunAsSuperuserAsync(
            """
            alter table storage.buckets drop column owner_id, drop column public, drop column avif_autodetection,
                drop column file_size_limit, drop column allowed_mime_types, drop column type
            """);

        foreach (var migration in ProductMigrations.All)
            await project.ApplyAsync(migration);

        (await project.ListAsync("select id from storage.buckets order by id")).Should().Equal("documents", "parsed");
    }

    [PostgresFact]
    public async Task The_buckets_file_keeps_buckets_that_are_there_and_corrects_their_limits()
    {
        var buckets = ProductMigrations.All.Single(file => file.Name.EndsWith("_create_storage_buckets.sql", StringComparison.Ordinal));
        await using var project = await Project.CreateAsync(server, migrations: 5);
        await project.RunAsync("postgres", "insert into storage.buckets (id, name, public) values ('documents', 'documents', true)");

        await project.ApplyAsync(buckets);
        await project.ApplyAsync(buckets);

        (await project.ListAsync(Buckets)).Should().HaveCount(2).And.OnlyContain(row => row.Contains(" f ", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task No_document_or_job_refers_to_the_copy_of_the_accounts_any_more()
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);

        var referring = await project.ListAsync(
            "select conrelid::regclass::text from pg_constraint where contype = 'f' and confrelid = 'public.users'::regclass");

        referring.Should().Equal("user_info");
    }

    [PostgresFact]
    public async Task The_backfill_gives_early_accounts_their_copy_once()
    {
        var backfill = ProductMigrations.All.Single(file => file.Name.EndsWith("_backfill_public_users.sql", StringComparison.Ordinal));
        await using var project = await Project.CreateAsync(server, migrations: 12);
        await project.RunAsSuperuserAsync(
            """
            set session_replication_role = replica;
            insert into auth.users (id, email) values (gen_random_uuid(), 'early@example.org'), (gen_random_uuid(), null)
            """);

        await project.ApplyAsync(backfill);
        await project.ApplyAsync(backfill);

        (await project.ListAsync("select email from public.users")).Should().Equal("early@example.org");
    }
}
