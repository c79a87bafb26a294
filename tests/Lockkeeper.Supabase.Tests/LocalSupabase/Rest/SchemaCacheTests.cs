using System.Net;
using Lockkeeper.Supabase.LocalSupabase;
using Lockkeeper.Testing;
using Npgsql;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Rest;

/// <summary>The copy of the catalog: stale until somebody says so, and what it means for the database to be gone.</summary>
[Collection(ProjectCollection.Name)]
public sealed class SchemaCacheTests(PostgresFixture server)
{
    private const string Quiet = "drop event trigger pgrst_ddl_watch; drop event trigger pgrst_drop_watch;";
    private const string New = "create table public.fresh (id int); grant select on public.fresh to anon;";

    [PostgresFact]
    public async Task Does_not_know_a_new_table_until_it_is_told()
    {
        await using var project = await Notes.StartAsync(server, Quiet);
        await project.Database.RunAsSuperuserAsync(New);
        await Task.Delay(TimeSpan.FromMilliseconds(300));

        var stale = await project.AskAsync(HttpMethod.Get, "rest/v1/fresh");
        await project.Database.RunAsSuperuserAsync("notify pgrst, 'reload schema'");

        (stale.Status, stale["code"]).Should().Be((404, "PGRST205"));
        await UntilAsync(project, "rest/v1/fresh", 200);
    }

    [PostgresFact]
    public async Task Learns_of_a_new_table_by_the_platform_s_event_trigger()
    {
        await using var project = await Notes.StartAsync(server);

        await project.Database.RunAsSuperuserAsync(New);

        await UntilAsync(project, "rest/v1/fresh", 200);
    }

    [PostgresFact]
    public async Task Asks_for_a_table_that_is_gone_until_it_is_told()
    {
        await using var project = await Notes.StartAsync(server, Quiet);
        await project.Database.RunAsSuperuserAsync("drop table public.closed");

        var stale = await project.AskAsync(HttpMethod.Get, "rest/v1/closed");
        await project.Database.RunAsSuperuserAsync("notify pgrst, 'reload schema'");

        (stale.Status, stale["code"]).Should().Be((404, "42P01"));
        (await UntilAsync(project, "rest/v1/closed", answer => answer["code"] is "PGRST205")).Status.Should().Be(404);
    }

    [PostgresFact]
    public async Task Answers_nothing_while_an_exposed_schema_is_missing()
    {
        await using var project = await LocalProject.StartAsync(server, migrations: 0, schemas: ["public", "later"]);

        var missing = await project.AskAsync(HttpMethod.Get, "rest/v1/fresh");
        await project.Database.RunAsSuperuserAsync($"create schema later; {New}");

        (missing.Status, missing["code"]).Should().Be((503, "PGRST002"));
        await UntilAsync(project, "rest/v1/fresh", 200);
    }

    [PostgresFact]
    public async Task Says_that_the_database_is_gone()
    {
        await using var project = await Notes.StartAsync(server);
        await project.Database.DisposeAsync();

        var answer = await project.AskAsync(HttpMethod.Get, "rest/v1/notes");

        (answer.Status, answer["code"]).Should().Be((503, "PGRST000"));
    }

    [PostgresFact]
    public async Task Starts_without_a_database_and_says_so()
    {
        var nowhere = new NpgsqlConnectionStringBuilder(server.Cluster.ConnectionFor("no_such_database").ConnectionString);
        await using var services = await LocalServices.StartAsync(nowhere, new LocalServicesOptions(), TimeProvider.System, CancellationToken.None);
        using var http = new HttpClient { DefaultRequestHeaders = { { "apikey", services.PublishableKey } } };

        using var answer = await http.GetAsync(new Uri(services.Address, "rest/v1/notes"));

        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await answer.Content.ReadAsStringAsync()).Should().Contain("PGRST002");
    }

    [PostgresFact]
    public async Task Connects_again_and_goes_on_listening()
    {
        await using var project = await Notes.StartAsync(server);
        await project.AskAsync(HttpMethod.Get, "rest/v1/notes");
        await project.Database.RunAsSuperuserAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");

        (await project.AskAsync(HttpMethod.Get, "rest/v1/notes")).Status.Should().Be(200);

        await project.Database.RunAsSuperuserAsync(New);
        await UntilAsync(project, "rest/v1/fresh", 200);
    }

    [PostgresFact]
    public async Task Takes_another_connection_where_the_one_at_hand_is_dead()
    {
        await using var project = await Notes.StartAsync(server);
        await project.AskAsync(HttpMethod.Get, "rest/v1/notes");

        // Not the one that listens: when that is ended, the driver gives up all others by itself.
        (await project.Database.ListAsync("""
            select pg_terminate_backend(pid, 5000)::text from pg_stat_activity
            where datname = current_database() and application_name = 'lockkeeper-local-services' and lower(query) = 'commit'
            """)).Should().Contain("true");

        (await project.AskAsync(HttpMethod.Get, "rest/v1/notes")).Status.Should().Be(200);
    }

    private static Task<Answer> UntilAsync(LocalProject project, string path, int status) => UntilAsync(project, path, answer => answer.Status == status);

    private static async Task<Answer> UntilAsync(LocalProject project, string path, Func<Answer, bool> isRight)
    {
        var answer = await project.AskAsync(HttpMethod.Get, path);
        for (var i = 0; i < 200 && !isRight(answer); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
            answer = await project.AskAsync(HttpMethod.Get, path);
        }

        isRight(answer).Should().BeTrue("in ten seconds the copy is new; the last answer is {0} {1}", answer.Status, answer.Body?.ToJsonString());
        return answer;
    }
}
