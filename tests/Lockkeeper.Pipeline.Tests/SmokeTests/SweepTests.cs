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

        results.Single(r => r.Name is SmokeTestNames.DatabaseConnectivity).Evidence[0].Should().Be("removed what an earlier run left: 1 object, 1 row, 2 users");
        (await scene.ScalarAsync<string>(Left)).Should().Be("0 users, 0 objects, 0 rows, 0 jobs");
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
