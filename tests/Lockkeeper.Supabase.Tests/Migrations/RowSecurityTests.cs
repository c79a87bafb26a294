using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests.Migrations;

[Collection(ProjectCollection.Name)]
public sealed class RowSecurityTests(PostgresFixture server)
{
    // The first two accounts of the seed that have documents.
    private const string TwoOwners =
        "select user_id::text from documents.documents where status = 'ready' group by user_id order by user_id limit 2";

    [PostgresTheory]
    [InlineData("select count(*) from documents.documents", "user_id = auth.uid()")]
    [InlineData("select count(*) from documents.document_overview", "user_id = auth.uid()")]
    [InlineData("select count(*) from upload_pipeline.chunks", "document_id in (select id from documents.documents where user_id = auth.uid())")]
    [InlineData("select count(*) from upload_pipeline.jobs", "document_id in (select id from documents.documents where user_id = auth.uid())")]
    [InlineData("select count(*) from storage.objects", "(storage.foldername(name))[1] = auth.uid()::text")]
    public async Task A_person_sees_all_of_their_own_and_nothing_of_others(string count, string own)
    {
        await using var project = await Project.SeededAsync(server, migrations: 27);
        var owner = new Guid((await project.ListAsync(TwoOwners))[0]);
        await using var connection = await project.SignInAsync("authenticator");
        await connection.ActAsAsync(owner);

        var visible = await connection.ScalarAsync<long>(count);
        var mine = await connection.ScalarAsync<long>($"{count} where {own}");
        await using var superuser = await project.SuperuserAsync();
        await superuser.RunAsync($"select set_config('request.jwt.claim.sub', '{owner}', false)");
        var truth = await superuser.ScalarAsync<long>($"{count} where {own}");

        visible.Should().Be(mine).And.Be(truth).And.BeGreaterThan(0);
    }

    [PostgresFact]
    public async Task A_person_can_neither_change_nor_add_documents_of_another()
    {
        await using var project = await Project.SeededAsync(server, migrations: 27);
        var owners = await project.ListAsync(TwoOwners);
        await using var connection = await project.SignInAsync("authenticator");
        await connection.ActAsAsync(new Guid(owners[0]));

        await using var rename = new NpgsqlCommand($"update documents.documents set title = 'x' where user_id = '{owners[1]}'", connection);
        (await rename.ExecuteNonQueryAsync()).Should().Be(0);
        var add = () => connection.RunAsync(
            $"insert into documents.documents (user_id, title, storage_path, mime_type, size_bytes, content_sha256) " +
            $"values ('{owners[1]}', 't', 'p', 'application/pdf', 1, repeat('0', 64))");
        (await add.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    [PostgresTheory]
    [InlineData("anon", "select * from documents.documents")]
    [InlineData("anon", "select * from upload_pipeline.jobs")]
    [InlineData("authenticated", "select * from upload_pipeline.workers")]
    [InlineData("authenticated", "select upload_pipeline.claim_job(gen_random_uuid())")]
    [InlineData("authenticated", "update documents.documents set storage_path = ''")]
    [InlineData("authenticated", "select * from public.users")]
    public async Task Refuses_what_was_not_granted(string role, string sql)
    {
        await using var project = await Project.CreateAsync(server, migrations: 26);

        var run = () => project.RunAsync("authenticator", $"set role {role}; {sql}");

        (await run.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }

    [PostgresTheory]
    [InlineData("/scan.pdf", true)]
    [InlineData("/scan.exe", false)]
    [InlineData("x/scan.pdf", false)]
    public async Task Files_go_into_the_folder_of_their_owner_only(string name, bool allowed)
    {
        var owner = Guid.NewGuid();
        await using var project = await Project.CreateAsync(server, migrations: 27);
        await using var connection = await project.SignInAsync("authenticator");
        await connection.ActAsAsync(owner);

        var upload = () => connection.RunAsync($"insert into storage.objects (bucket_id, name) values ('documents', '{owner}{name}')");

        if (allowed)
            await upload.Should().NotThrowAsync();
        else
            (await upload.Should().ThrowAsync<PostgresException>()).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege);
    }
}
