using System.Net.NetworkInformation;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase;

/// <summary>What stands before all services.</summary>
[Collection(ProjectCollection.Name)]
public sealed class GatewayTests(PostgresFixture server)
{
    [PostgresTheory]
    [InlineData(null, "No API key found in request")]
    [InlineData("sb_publishable_of_another_project", "Invalid API key")]
    public async Task Lets_nobody_in_without_a_key_of_the_project(string? key, string message)
    {
        await using var project = await LocalProject.StartAsync(server);

        foreach (var path in (string[])["auth/v1/health", "rest/v1/carriers", "storage/v1/bucket"])
        {
            var answer = await project.SendAsync(HttpMethod.Get, path, body: null, key, token: null);
            (answer.Status, answer["message"]).Should().Be((401, message));
        }
    }

    [PostgresFact]
    public async Task Takes_a_key_that_is_repeated_as_bearer_for_the_key_alone()
    {
        await using var project = await LocalProject.StartAsync(server);

        (await project.AskAsync(HttpMethod.Get, "auth/v1/settings", token: project.Services.PublishableKey)).Status.Should().Be(200);
        (await project.AskAsync(HttpMethod.Get, "auth/v1/settings", token: project.Services.SecretKey)).Status.Should().Be(403, "a key is no token");
    }

    [PostgresFact]
    public async Task Listens_on_loopback_only_whatever_the_environment_says()
    {
        const string More = "Kestrel__Endpoints__More__Url";
        Environment.SetEnvironmentVariable(More, "http://0.0.0.0:0");
        await using var project = await LocalProject.StartAsync(server, migrations: 0, schemas: ["public"]);
        Environment.SetEnvironmentVariable(More, value: null);

        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(e => e.Port == project.Services.Address.Port)
            .Should().ContainSingle().And.OnlyContain(e => System.Net.IPAddress.IsLoopback(e.Address));
    }

    [PostgresFact]
    public async Task Says_that_auth_is_healthy_with_its_database_gone()
    {
        await using var project = await LocalProject.StartAsync(server);
        await project.Database.DisposeAsync();

        (await project.AskAsync(HttpMethod.Get, "auth/v1/health")).Status.Should().Be(200);
        var signUp = await project.SignUpAsync("anna@example.org");
        (signUp.Status, signUp["error_code"]).Should().Be((500, "unexpected_failure"));
    }
}
