using Lockkeeper.Evidence;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>Each of the six fails for its own reason, says which, and no other one fails with it.</summary>
public sealed class GuiltTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task A_trigger_whose_function_names_a_dropped_table_fails_the_authentication_flow()
    {
        await using var scene = await SmokeScene.CreateAsync(server, migrations: 26);
        await scene.SqlAsync("drop table public.user_info; drop table public.users");

        var test = await Guilt.OfAsync(
            scene, SmokeTestNames.AuthenticationFlow, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.ApiHealth, SmokeTestNames.StorageAccess]);

        test.Note.Should().Contain("nobody can register").And.Contain("Database error creating new user")
            .And.Contain("trigger on_auth_user_created on auth.users calls public.handle_new_user(): its body names table public.users in line 8")
            .And.Contain("relation \"public.users\" does not exist (SQLSTATE 42P01)").And.Contain("drop trigger on_auth_user_created on auth.users");
    }

    [PostgresFact]
    public async Task A_trigger_that_raises_fails_the_authentication_flow_and_is_named()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.SqlAsync("""
            create function public.close() returns trigger language plpgsql as $$ begin raise exception 'closed for today'; end $$;
            create trigger closing before insert on auth.users for each row execute function public.close();
            """);

        var test = await Guilt.OfAsync(
            scene, SmokeTestNames.AuthenticationFlow, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.ApiHealth, SmokeTestNames.StorageAccess]);

        test.Note.Should().Contain("closed for today").And.Contain("closing (public.close())");
    }

    [PostgresFact]
    public async Task Row_security_that_is_off_fails_the_document_upload()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.SqlAsync("alter table documents.documents disable row level security");

        var test = await Guilt.OfAsync(scene, SmokeTestNames.DocumentUpload, passed: Guilt.AllBut(SmokeTestNames.DocumentUpload));

        test.Note.Should().Contain("another user sees 1 row of documents.documents that is not theirs").And.Contain("enable row level security");
    }

    [PostgresFact]
    public async Task A_bucket_that_is_gone_fails_the_storage_access()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        scene.Yaml("smokeTests: { buckets: [documents, parsed], deadline: 15s }");
        await scene.SqlAsync("set storage.allow_delete_query = 'true'; delete from storage.buckets where id = 'documents'");

        var test = await Guilt.OfAsync(
            scene, SmokeTestNames.StorageAccess, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.ApiHealth, SmokeTestNames.AuthenticationFlow]);

        test.Note.Should().Contain("storage has no bucket documents");
    }

    [PostgresFact]
    public async Task A_worker_that_has_stopped_fails_the_worker_functionality()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        scene.Yaml("smokeTests: { deadline: 2s }");
        await scene.Services!.StopWorkerAsync();

        var test = await Guilt.OfAsync(scene, SmokeTestNames.WorkerFunctionality, passed: Guilt.AllBut(SmokeTestNames.WorkerFunctionality));

        test.Note.Should().MatchRegex("a job in upload_pipeline.jobs is queued after [0-9]+ s").And.Contain("no worker is running");
        (await scene.ScalarAsync<long>("select count(*) from upload_pipeline.jobs")).Should().Be(0);
    }

    [PostgresFact]
    public async Task A_job_that_cannot_be_taken_out_again_does_not_hide_that_nobody_did_it()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        scene.Yaml("smokeTests: { deadline: 2s }");
        await scene.Services!.StopWorkerAsync();
        await scene.SqlAsync("""
            create function public.hold() returns trigger language plpgsql as $$ begin raise exception 'held'; end $$;
            create trigger hold before delete on upload_pipeline.jobs for each row execute function public.hold();
            """);

        var test = await Guilt.OfAsync(scene, SmokeTestNames.WorkerFunctionality, passed: Guilt.AllBut(SmokeTestNames.WorkerFunctionality));

        test.Note.Should().Contain("no worker is running").And.NotContain("held");
        test.Evidence.Should().Contain(e => e.StartsWith("the job could not be taken out of upload_pipeline.jobs", StringComparison.Ordinal));
    }

    [PostgresFact]
    public async Task An_old_picture_that_stays_fails_the_API_health()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, "/rest/v1/documents", 404, """{"code":"PGRST205","message":"Could not find the table","details":null,"hint":null}""");
        scene.Through(door).Yaml("smokeTests: { deadline: 1s }");

        var test = await Guilt.OfAsync(
            scene, SmokeTestNames.ApiHealth, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.AuthenticationFlow, SmokeTestNames.StorageAccess]);

        test.Note.Should().Contain("REST keeps an old picture of documents.documents").And.Contain("restart it");
    }

    [PostgresFact]
    public async Task A_health_address_that_does_not_answer_with_success_fails_the_API_health_and_its_words_are_told()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, "/api/health", 503, """{"status":"no database"}""");
        scene.Yaml($"environments: {{ production: {{ api: {{ health: [\"{scene.Services.ApiHealth}\", \"{new Uri(door.Address, "api/health")}?key=sesame\"] }} }} }}");

        var test = await Guilt.OfAsync(scene, SmokeTestNames.ApiHealth, passed: Guilt.AllBut(SmokeTestNames.ApiHealth));

        test.Note.Should().Contain("/api/health answers 503 \"{\"status\":\"no database\"}\"").And.NotContain("sesame");
    }

    [PostgresFact]
    public async Task A_database_that_is_down_fails_the_connectivity_and_the_others_are_not_run()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.CloseDatabaseAsync(server);

        var test = await Guilt.OfAsync(scene, SmokeTestNames.DatabaseConnectivity, passed: []);

        test.Note.Should().Contain("not currently accepting connections");
    }
}
