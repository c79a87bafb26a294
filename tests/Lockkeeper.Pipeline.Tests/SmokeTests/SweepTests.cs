using Lockkeeper.Evidence;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>What a run leaves that is ended half-way, and what becomes of it.</summary>
public sealed class SweepTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string Left = """
        select (select count(*) from auth.users where email like 'lockkeeper-smoke-%') || ' users, ' || (select count(*) from storage.objects) || ' objects, '
            || (select count(*) from documents.documents) || ' rows, ' || (select count(*) from upload_pipeline.jobs) || ' jobs'
        """;

    [PostgresFact]
    public async Task A_run_that_is_cancelled_cleans_up()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.Services!.StopWorkerAsync();
        using var stop = new CancellationTokenSource();
        scene.OnTold = told => { if (told.Contains("Document Upload", StringComparison.Ordinal)) _ = StopAtTheJobAsync(scene, stop); };

        await FluentActions.Awaiting(() => scene.RunAsync(stop.Token)).Should().ThrowAsync<OperationCanceledException>();

        (await scene.ScalarAsync<string>(Left)).Should().Be("0 users, 0 objects, 0 rows, 0 jobs");
    }

    [PostgresFact]
    public async Task What_a_killed_run_left_is_swept_by_the_next_one()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        // Nothing can be taken away any more, as if the process had been killed at that moment.
        await scene.Services!.StopWorkerAsync();
        using var stop = new CancellationTokenSource();
        scene.OnTold = told =>
        {
            if (!told.Contains("Document Upload", StringComparison.Ordinal)) return;
            scene.SqlAsync("""
                create function public.hold() returns trigger language plpgsql as $$ begin raise exception 'held'; end $$;
                create trigger hold before delete on auth.users for each row execute function public.hold();
                create trigger hold before delete on documents.documents for each row execute function public.hold();
                create trigger hold before delete on storage.objects for each row execute function public.hold();
                create trigger hold before delete on upload_pipeline.jobs for each row execute function public.hold();
                """).GetAwaiter().GetResult();
            _ = StopAtTheJobAsync(scene, stop);
        };
        await FluentActions.Awaiting(() => scene.RunAsync(stop.Token)).Should().ThrowAsync<OperationCanceledException>();
        (await scene.ScalarAsync<string>(Left)).Should().Be("2 users, 1 objects, 1 rows, 1 jobs");
        await scene.SqlAsync("drop function public.hold() cascade");
        scene.OnTold = null;
        scene.Options.Yaml("smokeTests: { deadline: 1s }");

        var (results, _) = await scene.RunAsync();

        results.Single(r => r.Name is SmokeTestNames.DatabaseConnectivity).Evidence[0].Should().Be("removed what an earlier run left: 1 object, 1 job, 1 row, 2 users");
        (await scene.ScalarAsync<string>(Left)).Should().Be("0 users, 0 objects, 0 rows, 0 jobs");
    }

    [PostgresFact]
    public async Task A_file_that_cannot_be_removed_keeps_its_owner_by_whom_the_next_run_finds_it()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        // Only below a user's folder: the object of Storage Access lies at the top.
        await using var door = new FrontDoor(
            scene.Services!.Address, r => r.HttpMethod is "DELETE" && r.Url!.AbsolutePath.StartsWith("/storage/v1/object/documents/", StringComparison.Ordinal) && r.Url.Segments.Length > 6,
            500, """{"statusCode":"500","error":"Internal","message":"disk gone"}""");
        var address = scene.Services.Address.AbsoluteUri;

        var (results, failure) = await scene.Through(door).RunAsync();

        failure.Should().BeNull(scene.All(results));
        (await scene.ScalarAsync<string>(Left)).Should().Be("1 users, 1 objects, 0 rows, 0 jobs");
        results[^1].Evidence.Should().Contain("removed everything that the tests made: 1 row, 1 user", "what could not be removed is not counted")
            .And.Contain(e => e.StartsWith("could not remove object documents/", StringComparison.Ordinal) && e.EndsWith("1 user by whom its files are found again; the next run tries again", StringComparison.Ordinal));
        scene.Options.Variable("PRODUCTION_SUPABASE_URL", address);

        (results, _) = await scene.RunAsync();

        results[0].Evidence[0].Should().Be("removed what an earlier run left: 1 object, 1 user");
        (await scene.ScalarAsync<string>(Left)).Should().Be("0 users, 0 objects, 0 rows, 0 jobs");
    }

    [PostgresFact]
    public async Task What_only_its_name_leads_to_is_swept_as_well()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        scene.Yaml("smokeTests: { upload: { path: 'in_box/{user}/{file}' }, worker: { table: public.queue, state: phase, done: [fine] } }");
        await scene.SqlAsync("""
            create table public.queue (id int primary key, task text not null, about jsonb, phase text not null default 'new');
            insert into auth.users (instance_id, id, aud, role, email, created_at, updated_at)
            values ('00000000-0000-0000-0000-000000000000', 'aaaaaaaa-0000-4000-8000-000000000001', 'authenticated', 'authenticated', 'lockkeeper-smoke-1-owner@lockkeeper.invalid', now(), now());
            insert into storage.objects (bucket_id, name) values ('documents', 'in_box/aaaaaaaa-0000-4000-8000-000000000001/lockkeeper-smoke-1.pdf'), ('documents', 'inxbox/lockkeeper-smoke-1.pdf');
            insert into public.queue values (1, 'lockkeeper-smoke-1', null), (2, 'x', '{"from": "lockkeeper-smoke-1"}'), (3, 'aaaaaaaa-0000-4000-8000-000000000001/lockkeeper-smoke-1.pdf', null),
                (4, 'mend lockkeeper-smoke-1', '{"from": "me"}');
            """);

        var (results, _) = await scene.RunAsync();

        results[0].Evidence[0].Should().Be("removed what an earlier run left: 1 object, 3 jobs, 1 user");
        (await scene.ScalarAsync<string>("select (select string_agg(name, ' ') from storage.objects) || ' ' || (select string_agg(id::text, ' ') from public.queue)")).Should().Be("inxbox/lockkeeper-smoke-1.pdf 4");
    }

    [PostgresFact]
    public async Task Nothing_of_other_people_is_swept()
    {
        await using var scene = await SmokeScene.CreateAsync(server, services: false);
        await scene.SqlAsync("""
            insert into auth.users (instance_id, id, aud, role, email, created_at, updated_at)
            values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', 'lockkeeper-smoke-test@example.org', now(), now()),
                   ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated', 'authenticated', 'somebody@lockkeeper.invalid', now(), now());
            insert into storage.objects (bucket_id, name) values ('documents', 'letters/lockkeeper-smoke-test.pdf');
            """);

        await scene.RunAsync();

        (await scene.ScalarAsync<string>("select (select count(*) from auth.users) || ' ' || (select count(*) from storage.objects)")).Should().Be("2 1");
    }

    // The worker has stopped, so the job stays where it is: the middle of the last test.
    private static async Task StopAtTheJobAsync(SmokeScene scene, CancellationTokenSource stop)
    {
        while (await scene.ScalarAsync<long>("select count(*) from upload_pipeline.jobs") == 0) await Task.Delay(50);
        await stop.CancelAsync();
    }
}
