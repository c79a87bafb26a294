using Lockkeeper.Evidence;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>The six over the local services and the product's own database.</summary>
public sealed class SixTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    // What nobody made on purpose: the auth service's own log, and the worker's list of itself.
    private const string Rows = """
        select string_agg(t || ' ' || (xpath('/row/c/text()', query_to_xml(format('select count(*) || '' '' || coalesce(md5(string_agg(x::text, '','' order by x::text)), '''') as c from %s x', t), false, true, '')))[1]::text, E'\n' order by t)
        from (select format('%I.%I', schemaname, tablename) as t from pg_tables
              where schemaname in ('auth', 'storage', 'public', 'documents', 'upload_pipeline') and tablename not in ('audit_log_entries', 'workers')) tables
        """;

    [PostgresFact]
    public async Task All_six_pass_say_what_they_saw_and_leave_nothing_behind()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var product = new FrontDoor(scene.Services!.Address, "/upload", 201, "{}");
        scene.Yaml($$"""
            environments: { production: { api: { health: ["{{scene.Services.ApiHealth}}"], worker: "{{scene.Services.WorkerHealth}}", upload: "{{new Uri(product.Address, "upload")}}" } } }
            smokeTests: { deadline: 15s }
            """).Options.Variable("PRODUCTION_POOLER_URL", scene.Options.Resolve("DeployProduction").Database!.ToUrl());
        var before = await scene.ScalarAsync<string>(Rows);

        var (results, failure) = await scene.RunAsync();

        results.Select(r => $"{r.Name}: {r.Status} {r.Note}").Should().AllSatisfy(line => line.Should().Contain(": Passed"));
        failure.Should().BeNull();
        results.Select(r => r.Name).Should().BeEquivalentTo(SmokeTestNames.All);
        results.Should().AllSatisfy(r => r.Evidence.Should().NotBeEmpty());
        scene.All(results).Should().Contain("pooled connection: the same server").And.Contain("removed everything that the tests made: 1 object, 1 row, 2 users");
        scene.All(results).Should().NotContain(scene.Services.SecretKey).And.NotContain(scene.Services.PublishableKey).And.NotContain("eyJ");
        (await scene.ScalarAsync<string>(Rows)).Should().Be(before);
        var (authorization, type, body) = product.Asked.Should().ContainSingle("the product's own upload is used as well").Which;
        authorization.Should().StartWith("Bearer eyJ");
        type.Should().StartWith("multipart/form-data");
        body.Should().Contain("name=file; filename=lockkeeper-smoke-").And.Contain("%PDF-1.4");
    }

    [PostgresFact]
    public async Task Without_services_what_the_database_can_answer_is_told_and_the_keys_are_named()
    {
        await using var scene = await SmokeScene.CreateAsync(server, services: false);

        var (results, failure) = await scene.RunAsync();

        failure.Should().BeNull();
        var notes = results.ToDictionary(r => r.Name, r => $"{r.Status}: {r.Note}", StringComparer.Ordinal);
        const string keys = "needs the project's services: set environments.production.supabase.url and environments.production.supabase.publishableKey";
        notes[SmokeTestNames.DatabaseConnectivity].Should().StartWith("Passed");
        notes[SmokeTestNames.ApiHealth].Should().Be($"Skipped: {keys}");
        notes[SmokeTestNames.AuthenticationFlow].Should().Be($"Skipped: registration by INSERT into auth.users fires its triggers and succeeds; the rest {keys}");
        notes[SmokeTestNames.DocumentUpload].Should().StartWith("Skipped: row security hides 1 tables of documents from strangers; the rest needs").And.EndWith("environments.production.supabase.secretKey");
        notes[SmokeTestNames.WorkerFunctionality].Should().StartWith("Skipped: needs");
        notes[SmokeTestNames.StorageAccess].Should().StartWith("Skipped: 2 buckets, ");
    }
}
