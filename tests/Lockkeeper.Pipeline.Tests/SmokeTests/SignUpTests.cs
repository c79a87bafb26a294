using Lockkeeper.Evidence;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>Projects without the secret key, and those that keep programs from logging in.</summary>
public sealed class SignUpTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string SecretKey = "environments.production.supabase.secretKey";
    private const string Captcha = """{"code":400,"error_code":"captcha_failed","msg":"captcha protection: request disallowed (no captcha_token found)"}""";
    private const string NoPasswords = """{"code":422,"error_code":"email_provider_disabled","msg":"Email logins are disabled"}""";

    [PostgresFact]
    public async Task With_the_publishable_key_alone_a_user_signs_up_as_anybody_does_and_is_deleted_by_the_database()
    {
        await using var scene = await SmokeScene.CreateAsync(server);

        var (results, failure) = await scene.WithoutSecretKey().RunAsync();

        failure.Should().BeNull();
        var tests = results.ToDictionary(r => r.Name, StringComparer.Ordinal);
        foreach (var name in new[] { SmokeTestNames.DatabaseConnectivity, SmokeTestNames.ApiHealth, SmokeTestNames.AuthenticationFlow })
            tests[name].Status.Should().Be(SmokeTestStatus.Passed, tests[name].Note);
        tests[SmokeTestNames.AuthenticationFlow].Evidence.Should().StartWith("POST /auth/v1/signup: a new user");
        tests[SmokeTestNames.AuthenticationFlow].Note.Should().NotContain("deleted");
        foreach (var name in new[] { SmokeTestNames.DocumentUpload, SmokeTestNames.WorkerFunctionality, SmokeTestNames.StorageAccess })
        {
            tests[name].Status.Should().Be(SmokeTestStatus.Skipped);
            tests[name].Note.Should().EndWith($"needs the project's services: set {SecretKey}");
        }

        scene.All(results).Should().Contain("removed everything that the tests made: 1 user");
        (await scene.ScalarAsync<long>("select count(*) from auth.users")).Should().Be(0);
    }

    [PostgresTheory]
    [InlineData("""{"external":{"email":true},"disable_signup":false,"mailer_autoconfirm":false}""")]
    [InlineData("""{"external":{"email":true},"disable_signup":true,"mailer_autoconfirm":true}""")]
    [InlineData("""{"external":{"email":false},"disable_signup":false,"mailer_autoconfirm":true}""")]
    public async Task Where_nobody_can_sign_up_without_a_mail_the_secret_key_is_asked_for(string settings)
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, "/auth/v1/settings", 200, settings);

        var (results, failure) = await scene.Through(door).WithoutSecretKey().RunAsync();

        failure.Should().BeNull();
        var test = results.Single(r => r.Name is SmokeTestNames.AuthenticationFlow);
        test.Status.Should().Be(SmokeTestStatus.Skipped);
        test.Note.Should().Be($"sign-up is closed or sends a mail that nobody answers; the rest needs the project's services: set {SecretKey}");
    }

    [PostgresTheory]
    [InlineData(400, Captcha, "the project asks for a CAPTCHA (captcha_failed)")]
    [InlineData(422, NoPasswords, "the project is closed for passwords (email_provider_disabled)")]
    public async Task Where_programs_cannot_log_in_the_administrators_way_shows_that_auth_reaches_its_database(int status, string body, string reason)
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, "/auth/v1/token", status, body);

        var (results, failure) = await scene.Through(door).RunAsync();

        failure.Should().BeNull(scene.All(results));
        var (health, flow) = (results.Single(r => r.Name is SmokeTestNames.ApiHealth), results.Single(r => r.Name is SmokeTestNames.AuthenticationFlow));
        health.Status.Should().Be(SmokeTestStatus.Passed);
        health.Evidence.Should().Contain($"GET /auth/v1/admin/users: from its database, as {reason}");
        (flow.Status, flow.Note).Should().Be((SmokeTestStatus.Skipped, $"a user was registered, and cannot log in as people do: {reason}"));
        (await scene.ScalarAsync<long>("select count(*) from auth.users")).Should().Be(0);
    }

    [PostgresTheory]
    [InlineData(400, Captcha, "the project asks for a CAPTCHA (captcha_failed)")]
    [InlineData(429, """{"code":429,"error_code":"over_request_rate_limit","msg":"Request rate limit reached"}""", "too many logins came from this address")]
    public async Task Without_the_secret_key_nothing_is_said_of_auth_where_programs_cannot_log_in(int status, string body, string reason)
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, r => r.Url!.AbsolutePath is "/auth/v1/token" or "/auth/v1/signup", status, body);

        var (results, _) = await scene.Through(door).WithoutSecretKey().RunAsync();

        var health = results.Single(r => r.Name is SmokeTestNames.ApiHealth);
        (health.Status, health.Note).Should().Be((
            SmokeTestStatus.Skipped,
            $"REST and storage answer with their database; auth cannot be asked for its, because {reason}; the rest needs the project's services: set {SecretKey}"));
    }

    [PostgresFact]
    public async Task A_sign_up_that_asks_for_a_CAPTCHA_is_left_to_people()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, r => r.Url!.AbsolutePath is "/auth/v1/token" or "/auth/v1/signup", 400, Captcha);

        var (results, failure) = await scene.Through(door).WithoutSecretKey().RunAsync();

        failure.Should().BeNull(scene.All(results));
        results.Single(r => r.Name is SmokeTestNames.AuthenticationFlow).Note.Should().Be("nobody can be registered by a program: the project asks for a CAPTCHA (captcha_failed)");
    }

    [PostgresFact]
    public async Task A_removal_whose_first_answer_is_lost_fails_nothing()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await using var door = new FrontDoor(scene.Services!.Address, _ => false, 200, "") { LosesFirst = r => r.HttpMethod is "DELETE" };

        var (results, failure) = await scene.Through(door).RunAsync();

        failure.Should().BeNull(scene.All(results));
        results.Should().OnlyContain(r => r.Status == SmokeTestStatus.Passed);
        door.Lost.Should().BeGreaterThan(1);
    }
}
