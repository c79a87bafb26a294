using System.Net;
using Lockkeeper.Supabase.LocalSupabase;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Worker;

[Collection(ProjectCollection.Name)]
public sealed class PipelineWorkerTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Takes_a_job_up_as_service_role_and_completes_it()
    {
        await using var project = await Project.CreateAsync(server, migrations: 27);
        await using var services = await StartAsync(project);
        var job = await project.ScalarAsync<Guid>(Queue.NewJob);

        await Queue.UntilStateAsync(project, job, "succeeded");

        (await project.ListAsync($"select to_state::text from upload_pipeline.events where job_id = '{job}' order by id"))
            .Should().Equal("queued", "running", "succeeded");
        (await project.ScalarAsync<string>($"select w.hostname from upload_pipeline.jobs j join upload_pipeline.workers w on w.id = j.worker_id where j.id = '{job}'"))
            .Should().StartWith("lockkeeper-");
    }

    [PostgresFact]
    public async Task Gives_a_job_back_when_its_document_cannot_be_read()
    {
        await using var project = await Project.CreateAsync(server, migrations: 27);
        await project.RunAsSuperuserAsync("revoke select on documents.documents from service_role");
        await using var services = await StartAsync(project);
        var job = await project.ScalarAsync<Guid>(Queue.NewJob);

        await Queue.UntilAsync(async () => await project.ScalarAsync<bool>($"select last_error is not null from upload_pipeline.jobs where id = '{job}'"), "an error");

        (await project.ScalarAsync<string>($"select state || ' ' || attempts || ' ' || last_error from upload_pipeline.jobs where id = '{job}'"))
            .Should().Be("queued 1 parse: permission denied for table documents (SQLSTATE 42501)");
    }

    [PostgresFact]
    public async Task Is_healthy_while_it_runs_and_signs_off_when_it_is_stopped()
    {
        await using var project = await Project.CreateAsync(server, migrations: 27);
        await using var services = await StartAsync(project);
        using var http = new HttpClient();
        await Queue.UntilHealthyAsync(http, services);

        await services.StopWorkerAsync();

        var (status, body) = await Queue.LookAsync(http, services.WorkerHealth);
        (status, (string?)body["status"]).Should().Be((HttpStatusCode.ServiceUnavailable, "the worker is stopped"));
        (await project.ScalarAsync<bool>("select stopped_at >= last_heartbeat_at from upload_pipeline.workers")).Should().BeTrue();
        (await Queue.LookAsync(http, services.ApiHealth)).Status.Should().Be(HttpStatusCode.OK, "only the worker is gone");
    }

    [PostgresFact]
    public async Task Is_not_healthy_when_its_row_says_that_it_was_silent()
    {
        await using var project = await Project.CreateAsync(server, migrations: 27);
        await project.RunAsSuperuserAsync(
            """
            create or replace function upload_pipeline.heartbeat(worker uuid) returns timestamptz language sql set search_path = ''
            as $$ update upload_pipeline.workers set last_heartbeat_at = now() - interval '1 hour' where id = worker returning last_heartbeat_at $$
            """);
        await using var services = await StartAsync(project);
        using var http = new HttpClient();
        await Queue.UntilAsync(async () => await project.ScalarAsync<bool>("select exists (select from upload_pipeline.workers where last_heartbeat_at < now() - interval '1 minute')"), "a heartbeat");

        (await Queue.LookAsync(http, services.WorkerHealth)).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [PostgresFact]
    public async Task Waits_for_a_queue_that_is_not_there_yet()
    {
        await using var project = await Project.CreateAsync(server, migrations: 10);
        await using var services = await StartAsync(project);
        using var http = new HttpClient();
        (await Queue.LookAsync(http, services.WorkerHealth)).Status.Should().Be(HttpStatusCode.ServiceUnavailable, "the queue has no functions yet");

        await project.ApplyAsync(ProductMigrations.All[10]);

        await Queue.UntilHealthyAsync(http, services);
    }

    [PostgresFact]
    public async Task Registers_anew_when_somebody_signed_it_off()
    {
        await using var project = await Project.CreateAsync(server, migrations: 27);
        await using var services = await StartAsync(project);
        using var http = new HttpClient();
        await Queue.UntilHealthyAsync(http, services);

        await project.RunAsSuperuserAsync("update upload_pipeline.workers set stopped_at = now()");

        await Queue.UntilHealthyAsync(http, services);
        (await project.ScalarAsync<long>("select count(*) from upload_pipeline.workers")).Should().Be(2);
    }

    internal static Task<LocalServices> StartAsync(Project project) =>
        LocalServices.StartAsync(project.AddressFor("supabase_admin"), new LocalServicesOptions(), TimeProvider.System, CancellationToken.None);
}
