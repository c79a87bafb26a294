using Lockkeeper.Evidence;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>Services that answer, and yet do not work, or let in whom they should refuse.</summary>
public sealed class SickServiceTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string FalseSignature = ".AAAA";

    [PostgresFact]
    public async Task Services_whose_database_is_gone_fail_the_API_health_although_the_health_page_says_200()
    {
        await using var scene = await SmokeScene.CreateAsync(server, services: false);
        await using var other = await SmokeScene.CreateAsync(server, services: false);
        await scene.StartServicesAsync(over: other.Superuser);
        await other.CloseDatabaseAsync(server);
        using var http = new HttpClient { DefaultRequestHeaders = { { "apikey", scene.Services!.PublishableKey } } };
        using var page = await http.GetAsync(new Uri(scene.Services.Address, "auth/v1/health"));
        ((int)page.StatusCode).Should().Be(200);

        var test = await Guilt.OfAsync(scene, SmokeTestNames.ApiHealth, passed: [SmokeTestNames.DatabaseConnectivity]);

        test.Note.Should().ContainAll("auth does not work: ", "storage does not work: ", "rest does not work: ", "REST cannot reach its database");
    }

    [PostgresFact]
    public async Task Auth_that_is_sick_alone_fails_the_API_health_and_not_the_tests_that_need_it()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, "/auth/v1/token", 500, """{"code":500,"error_code":"unexpected_failure","msg":"Database error querying schema"}""");
        scene.Through(door);

        var test = await Guilt.OfAsync(scene, SmokeTestNames.ApiHealth, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.StorageAccess]);

        test.Note.Should().StartWith("auth does not work: auth: POST /token: 500 unexpected_failure: Database error querying schema").And.NotContain("storage does");
    }

    [PostgresFact]
    public async Task Storage_that_is_sick_alone_fails_the_API_health_and_not_the_tests_that_need_it()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(
            scene.Services!.Address, "/storage/v1/bucket", 544, """{"statusCode":"544","code":"DatabaseTimeout","error":"DatabaseTimeout","message":"The connection to the database timed out"}""");
        scene.Through(door);

        var test = await Guilt.OfAsync(scene, SmokeTestNames.ApiHealth, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.AuthenticationFlow]);

        test.Note.Should().StartWith("storage does not work: storage: GET /bucket: 544 DatabaseTimeout").And.NotContain("auth does");
    }

    [PostgresTheory]
    [InlineData(false, "GET /auth/v1/user answers without a token")]
    [InlineData(true, "the token still lets in after logging out")]
    public async Task Auth_that_lets_everybody_in_fails_the_authentication_flow(bool withToken, string said)
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, _ => false, 200, "")
        {
            Forgives = r => r.Url!.AbsolutePath is "/auth/v1/user" && r.Headers["Authorization"] is not null == withToken,
        };
        scene.Through(door);

        var test = await Guilt.OfAsync(
            scene, SmokeTestNames.AuthenticationFlow, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.ApiHealth, SmokeTestNames.StorageAccess]);

        test.Note.Should().Contain(said);
    }

    [PostgresFact]
    public async Task REST_that_does_not_look_at_signatures_fails_the_authentication_flow()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, r => r.Headers["Authorization"]?.EndsWith(FalseSignature, StringComparison.Ordinal) is true, 200, "[]");
        scene.Through(door);

        var test = await Guilt.OfAsync(
            scene, SmokeTestNames.AuthenticationFlow, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.ApiHealth, SmokeTestNames.StorageAccess]);

        test.Note.Should().Contain("REST takes a token with a false signature");
        door.Asked.Should().ContainSingle();
    }

    [PostgresTheory]
    [InlineData(429, """{"message":"Too many requests"}""")]
    [InlineData(413, """{"statusCode":"413","error":"Payload too large","message":"The object exceeded the maximum allowed size"}""")]
    [InlineData(415, """{"statusCode":"415","error":"invalid_mime_type","message":"mime type is not supported"}""")]
    [InlineData(401, """{"message":"Invalid API key"}""")]
    public async Task A_refusal_for_another_reason_does_not_show_that_a_policy_refuses(int status, string body)
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, r => r.Url!.AbsolutePath.Contains("lockkeeper-smoke-anon-", StringComparison.Ordinal), status, body);
        scene.Through(door);

        var test = await Guilt.OfAsync(
            scene, SmokeTestNames.StorageAccess, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.ApiHealth, SmokeTestNames.AuthenticationFlow]);

        test.Note.Should().Contain($": {status}");
    }

    [PostgresFact]
    public async Task A_secret_across_the_place_where_a_long_answer_is_cut_is_not_shown_in_part()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, "/api/health", 500, $"{new string('x', 195)}{scene.Services.SecretKey} is wrong");
        scene.Yaml($"environments: {{ production: {{ api: {{ health: [\"{new Uri(door.Address, "api/health")}\"] }} }} }}");

        var test = await Guilt.OfAsync(scene, SmokeTestNames.ApiHealth, passed: Guilt.AllBut(SmokeTestNames.ApiHealth));

        test.Note.Should().Contain("x*** ").And.NotContain("sb_");
    }

    [PostgresFact]
    public async Task A_table_that_takes_too_long_to_read_through_does_not_fail_the_authentication_flow()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.SqlAsync("""
            create table documents.aaa (id int, user_id uuid);
            insert into documents.aaa values (1, gen_random_uuid());
            create function public.slow() returns boolean language plpgsql as $$ begin raise exception 'canceling statement due to statement timeout' using errcode = '57014'; end $$;
            alter table documents.aaa enable row level security;
            create policy slow on documents.aaa to anon, authenticated using (public.slow());
            grant select on documents.aaa to anon, authenticated;
            notify pgrst, 'reload schema';
            """);

        var (results, failure) = await scene.RunAsync();

        failure.Should().BeNull(scene.All(results));
        results.Single(r => r.Name is SmokeTestNames.AuthenticationFlow).Evidence.Should().Contain(e => e.StartsWith("GET /rest/v1 documents.aaa: taken with the token", StringComparison.Ordinal));
        // Without services the database is asked for the same, and nothing is said of what it cannot tell.
        await scene.StopServicesAsync();
        foreach (var name in new[] { "PRODUCTION_SUPABASE_URL", "PRODUCTION_PUBLISHABLE_KEY", "PRODUCTION_SECRET_KEY" }) scene.Options.Variable(name, "");
        (results, failure) = await scene.RunAsync();
        failure.Should().BeNull();
        results.Single(r => r.Name is SmokeTestNames.DocumentUpload).Note.Should()
            .StartWith("row security hides 1 tables of documents from strangers; documents.aaa could not be read through in time, so nothing is said of it; the rest needs");
    }
}
