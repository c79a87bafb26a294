using Lockkeeper.Evidence;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>Policies on storage.objects that let in whom they should keep out.</summary>
public sealed class PolicyTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresTheory]
    [InlineData("create policy open on storage.objects for select to anon using (true)", "anon downloads from the private bucket documents")]
    [InlineData("create policy open on storage.objects for insert to anon with check (true)", "anon uploads to the private bucket documents")]
    [InlineData("alter table storage.objects disable row level security", "anon downloads from the private bucket documents")]
    public async Task What_is_open_to_everybody_fails_the_storage_access(string sql, string said)
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.SqlAsync(sql);

        var test = await Guilt.OfAsync(
            scene, SmokeTestNames.StorageAccess, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.ApiHealth, SmokeTestNames.AuthenticationFlow]);

        test.Note.Should().StartWith(said).And.Contain("policies on storage.objects");
        (await scene.ScalarAsync<long>("select count(*) from storage.objects")).Should().Be(0, "what should have been refused is taken away, too");
    }

    [PostgresFact]
    public async Task A_file_that_every_user_reads_fails_the_document_upload()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.SqlAsync("create policy open on storage.objects for select to authenticated using (true)");

        var test = await Guilt.OfAsync(scene, SmokeTestNames.DocumentUpload, passed: Guilt.AllBut(SmokeTestNames.DocumentUpload));

        test.Note.Should().StartWith("another user downloads a file of bucket documents that is not theirs");
    }

    [PostgresFact]
    public async Task Without_services_nothing_is_said_of_files_that_cannot_be_looked_through_in_time()
    {
        await using var scene = await SmokeScene.CreateAsync(server, services: false);
        await scene.SqlAsync("""
            create function public.slow() returns boolean language plpgsql as $$ begin raise exception 'canceling statement due to statement timeout' using errcode = '57014'; end $$;
            create policy slow on storage.objects for select to anon using (public.slow());
            insert into storage.objects (bucket_id, name) values ('documents', 'letter.pdf');
            """);

        var (results, failure) = await scene.RunAsync();

        failure.Should().BeNull(scene.All(results));
        results.Single(r => r.Name is SmokeTestNames.StorageAccess).Note.Should().Contain("storage.objects could not be read through in time, so nothing is said of what anon sees; the rest needs");
    }

    [PostgresTheory]
    [InlineData("create trigger closing before insert on auth.users for each row execute function public.close()", SmokeTestNames.AuthenticationFlow, "registration fails: closed for today")]
    [InlineData("create trigger closing before insert on auth.users for each row execute function public.swallow()", SmokeTestNames.AuthenticationFlow, "returned no row")]
    [InlineData("insert into documents.seen values (gen_random_uuid())", SmokeTestNames.DocumentUpload, "anon sees rows of documents.seen that belong to others")]
    [InlineData("alter table storage.objects disable row level security", SmokeTestNames.StorageAccess, "everybody sees every file")]
    [InlineData("insert into storage.objects (bucket_id, name) values ('documents', 'letter.pdf'); create policy open on storage.objects for select to anon using (true)", SmokeTestNames.StorageAccess, "anon sees objects of private buckets")]
    public async Task Without_services_what_the_database_can_tell_fails_the_test_and_names_cause_and_next_step(string sql, string name, string said)
    {
        await using var scene = await SmokeScene.CreateAsync(server, services: false);
        await scene.SqlAsync("""
            create function public.close() returns trigger language plpgsql as $$ begin raise exception 'closed for today'; end $$;
            create function public.swallow() returns trigger language plpgsql as $$ begin return null; end $$;
            create table documents.seen (user_id uuid);
            grant select on documents.seen to anon, authenticated;
            """);
        await scene.SqlAsync(sql);

        var (results, _) = await scene.RunAsync();

        var test = results.Should().ContainSingle(r => r.Status == SmokeTestStatus.Failed, scene.All(results)).Which;
        test.Name.Should().Be(name);
        test.Note.Should().Contain(said).And.MatchRegex(@"Likely cause: \S.+ Next: \S.+");
    }
}
