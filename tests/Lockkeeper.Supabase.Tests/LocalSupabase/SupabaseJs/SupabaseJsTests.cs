using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.SupabaseJs;

/// <summary>The official client against the local services: what holds the stand-in to the protocol.</summary>
[Collection(ProjectCollection.Name)]
public sealed class SupabaseJsTests(PostgresFixture server)
{
    [NodeFact]
    public async Task The_official_client_signs_up_logs_in_and_out()
    {
        await using var project = await LocalProject.StartAsync(server);

        (await OfficialClient.RunAsync(project, "auth.test.mjs")).Should().HaveCountGreaterThanOrEqualTo(6).And.Contain("has no session after signing out");
    }

    [NodeFact]
    public async Task The_official_client_reads_and_writes_rows()
    {
        await using var project = await LocalProject.StartAsync(server);

        (await OfficialClient.RunAsync(project, "rest.test.mjs")).Should().HaveCountGreaterThanOrEqualTo(7).And.Contain("meets row level security");
    }

    [NodeFact]
    public async Task The_official_client_stores_files()
    {
        await using var project = await LocalProject.StartAsync(server);

        (await OfficialClient.RunAsync(project, "storage.test.mjs")).Should().HaveCountGreaterThanOrEqualTo(5).And.Contain("shows a file to nobody else");
    }

    [NodeFact]
    public async Task The_official_client_meets_a_broken_sign_up()
    {
        await using var project = await LocalProject.StartAsync(server, migrations: 26);
        await project.Database.RunAsync("postgres", "drop table public.user_info, public.users");

        (await OfficialClient.RunAsync(project, "sign-up-broken.test.mjs")).Should().Contain("cannot sign up while a trigger names a missing table");
    }
}
