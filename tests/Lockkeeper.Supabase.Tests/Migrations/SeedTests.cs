using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests.Migrations;

[Collection(ProjectCollection.Name)]
public sealed class SeedTests(PostgresFixture server)
{
    private const string Counts =
        """
        select concat_ws(' ', (select count(*) from auth.users), (select count(*) from auth.identities),
            (select count(*) from documents.documents), (select count(*) from storage.objects), (select count(*) from upload_pipeline.jobs),
            (select count(*) from upload_pipeline.chunks), (select count(*) from upload_pipeline.events), (select count(*) from upload_pipeline.workers))
        """;

    private const string Copies = "select concat_ws(' ', (select count(*) from public.users), (select count(*) from public.user_info))";

    [PostgresTheory]
    [InlineData(1, "10000 10000 6000 6000 18000 23400 53370 8", "5000 800")]
    [InlineData(2, "20000 20000 12000 12000 36000 46800 106740 16", "10000 1600")]
    public async Task Fills_the_project_with_the_promised_number_of_rows(int scale, string counts, string copies)
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);

        await project.SeedAsync(scale);

        (await project.ScalarAsync<string>(Counts)).Should().Be(counts);
        (await project.ScalarAsync<string>(Copies)).Should().Be(copies);
    }

    [PostgresFact]
    public async Task Fills_the_project_after_the_cleanup_too()
    {
        await using var project = await Project.CreateAsync(server, migrations: 27);

        await project.SeedAsync();

        (await project.ScalarAsync<long>("select count(*) from auth.users")).Should().Be(10000);
    }

    [PostgresFact]
    public async Task Adds_nothing_the_second_time()
    {
        await using var project = await Project.SeededAsync(server, migrations: 26);
        var before = await project.ScalarAsync<string>(Counts);

        await project.SeedAsync();

        (await project.ScalarAsync<string>(Counts)).Should().Be(before);
    }

    [PostgresFact]
    public async Task Leaves_no_reference_without_its_target()
    {
        await using var project = await Project.SeededAsync(server, migrations: 26);
        await using var connection = await project.SuperuserAsync();

        // PostgreSQL's own check: each foreign key is marked unchecked, and checked again.
        var check = () => connection.RunAsync(
            """
            do $$ declare k record; begin
            for k in select conname, conrelid::regclass as tab, pg_get_constraintdef(oid) as def from pg_constraint where contype = 'f' loop
              execute format('alter table %s add constraint again %s', k.tab, k.def);
              execute format('alter table %s drop constraint again', k.tab);
            end loop; end $$
            """);

        await check.Should().NotThrowAsync();
    }

    [PostgresFact]
    public async Task Needs_the_superuser()
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);

        var seed = () => project.RunAsync("postgres", ProductMigrations.Seed);

        (await seed.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }
}
