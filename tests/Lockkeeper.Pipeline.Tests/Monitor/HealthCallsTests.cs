using Lockkeeper.Failures;
using Lockkeeper.Testing;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>Which calls are made, and what they are called.</summary>
public sealed class HealthCallsTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task Two_services_that_differ_in_their_port_alone_are_both_judged()
    {
        using var first = new HealthService();
        using var second = new HealthService();
        await using var scene = await BakeScene.CreateAsync(server, BakeScene.Health(first, second), "bake: 10s, interval: 800ms");

        var (evidence, failure) = await scene.RunAsync(() => second.Failing = 1);

        failure!.ExitCode.Should().Be(ExitCode.MonitorFailed, failure.Message);
        evidence.Reasons.Should().ContainSingle().Which.Should().StartWith($"failed calls {second.Name}: ");
        evidence.Metrics.Single(m => m.Name.Equals($"failed calls {first.Name}", StringComparison.Ordinal)).Breaches.Should().Be(0);
        scene.After.Should().BeLessThanOrEqualTo(BakeScene.FailureLimit + 1);
    }

    [PostgresFact]
    public async Task Addresses_that_differ_in_what_may_be_secret_alone_are_numbered()
    {
        using var service = new HealthService();
        await using var scene = await BakeScene.CreateAsync(
            server, $"api: {{ health: [\"{service.Address}?key=hunter2\", \"{service.Address}?key=hunter3\", \"{service.Address}\"] }}", "bake: 2s, interval: 800ms");

        await scene.RunAsync();

        scene.Samples[^1].Calls.Select(c => c.Name).Should().Equal(service.Name, $"{service.Name} (2)", $"{service.Name} (3)");
    }

    [PostgresFact]
    public async Task A_service_that_answers_what_cannot_be_read_has_failed_and_is_no_bug_of_ours()
    {
        using var nonsense = new ManagementService { Instead = """[1,"two"]""" };
        await using var scene = await BakeScene.CreateAsync(
            server, $"supabase: {{ url: \"{nonsense.Address}\", publishableKey: sb_publishable_AbCdEf012345 }}", "bake: 2s, interval: 800ms");

        var (evidence, failure) = await scene.RunAsync();

        failure.Should().BeNull("it was so before the deployment");
        evidence.Verdict.Should().Be(Verdict.Successful);
        scene.Samples[^1].Calls.Single(c => c.Name is "storage").Problem.Should().NotBeNullOrEmpty();
    }

    [PostgresFact]
    public async Task Where_only_REST_cannot_be_asked_only_REST_is_not_watched()
    {
        using var service = new ManagementService { Instead = "[]" };
        await using var scene = await BakeScene.CreateAsync(
            server, $"supabase: {{ url: \"{service.Address}\", publishableKey: sb_publishable_AbCdEf012345, secretKey: sb_secret_ZyXwVu987654 }}", "bake: 2s, interval: 800ms");
        // Something must be there to be looked at: the role is the server's, and another test may have made it.
        await scene.Scene.RunAsync("""
            do $$ begin create role anon nologin; exception when duplicate_object or unique_violation then null; end $$;
            create table public.exposed (id int); grant usage on schema public to anon; grant select on public.exposed to anon;
            """);
        // Looking for a table divides by zero from now on. Another test may have given the role a search_path of its own for all databases.
        await scene.Scene.RunAsync($"alter role current_user in database \"{await scene.Scene.ScalarAsync<string>("select current_database()")}\" set search_path = shadow, pg_catalog");
        await scene.Scene.RunAsync("create schema shadow; create function shadow.btrim(text) returns text language sql as 'select (1 / 0)::text'");

        var (evidence, _) = await scene.RunAsync();

        scene.Samples[^1].Calls.Select(c => c.Name).Should().Equal("auth", "storage");
        evidence.NotWatched.Should().Contain(n => n.StartsWith("REST: ", StringComparison.Ordinal) && n.Contains("division by zero", StringComparison.Ordinal));
        evidence.NotWatched.Should().NotContain(n => n.StartsWith("auth, REST and storage", StringComparison.Ordinal));
    }
}
