using Lockkeeper.Failures;

namespace Lockkeeper.Pipeline.Tests.Options;

/// <summary>Address, keys and token of a project: a wrong one is told before anything starts, and never repeated.</summary>
public sealed class ServiceKeyTests : IDisposable
{
    private const string Publishable = "sb_publishable_AbCdEf012345";
    private const string Secret = "sb_secret_ZyXwVu987654";

    // {"role":"anon"}, {"role":"service_role"}, {"role":"authenticated"}, and no role at all.
    private const string OlderAnon = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJl";
    private const string OlderService = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoic2VydmljZV9yb2xlIn0.c2lnbmF0dXJl";
    private const string Users = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYXV0aGVudGljYXRlZCJ9.c2lnbmF0dXJl";
    private const string Nobodys = "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl";

    private readonly OptionsScene _scene = new OptionsScene().Variable("PRODUCTION_DATABASE_URL", "postgresql://u:hunter22@h/app");

    public void Dispose() => _scene.Dispose();

    [Theory]
    [InlineData(Publishable, Secret)]
    [InlineData(OlderAnon, OlderService)]
    [InlineData($" {Publishable}\n", $"{OlderService}\r\n")]
    public void Keys_of_both_generations_are_taken_without_what_a_file_puts_around_them(string publishable, string secret)
    {
        var options = _scene.Variable("PRODUCTION_PUBLISHABLE_KEY", publishable).Variable("PRODUCTION_SECRET_KEY", secret)
            .Variable("SUPABASE_ACCESS_TOKEN", "sbp_0123456789\n").Variable("PRODUCTION_PROJECT_ID", "abcdefghijklmnopqrst").Resolve("DeployProduction");

        (options.Supabase.PublishableKey, options.Supabase.SecretKey, options.Supabase.AccessToken).Should().Be((publishable.Trim(), secret.Trim(), "sbp_0123456789"));
        options.Secrets.Redact($"{publishable.Trim()} {secret.Trim()} sbp_0123456789").Should().Be("*** *** ***");
    }

    [Theory]
    [InlineData("PRODUCTION_PUBLISHABLE_KEY", "hunter23", "is no API key of Supabase")]
    [InlineData("PRODUCTION_PUBLISHABLE_KEY", "sb_publishable_one\nsb_publishable_two", "is no API key of Supabase")]
    [InlineData("PRODUCTION_PUBLISHABLE_KEY", Nobodys, "is no API key of Supabase")]
    [InlineData("PRODUCTION_PUBLISHABLE_KEY", Users, "is a token of another role")]
    [InlineData("PRODUCTION_PUBLISHABLE_KEY", Secret, "is a secret key, with which every policy can be passed, where the publishable one belongs")]
    [InlineData("PRODUCTION_PUBLISHABLE_KEY", OlderService, "is a secret key, with which every policy can be passed, where the publishable one belongs")]
    [InlineData("PRODUCTION_SECRET_KEY", "hunter23", "is no API key of Supabase")]
    [InlineData("PRODUCTION_SECRET_KEY", Publishable, "is a publishable key, which may do no more than anon, where the secret one belongs")]
    [InlineData("PRODUCTION_SECRET_KEY", OlderAnon, "is a publishable key, which may do no more than anon, where the secret one belongs")]
    [InlineData("PRODUCTION_SUPABASE_URL", "http://abcdefghijklmnopqrst.supabase.co", "would send the keys over the network in the clear")]
    public void What_cannot_be_used_is_a_mistake_of_the_configuration_and_not_a_defect_of_ours(string variable, string value, string said)
    {
        var failure = _scene.Variable(variable, value).Failure("DeployProduction");

        (failure.ExitCode, failure.Code).Should().Be((ExitCode.BadConfiguration, FailureCode.Configuration));
        var problem = failure.Problems.Should().ContainSingle().Which;
        problem.Where.Should().Be(variable);
        problem.What.Should().Contain(said);
        if (!variable.EndsWith("URL", StringComparison.Ordinal)) problem.ToString().Should().NotContain(value.Trim());
    }

    [Fact]
    public void Everything_that_is_wrong_with_a_project_is_told_together()
    {
        _scene.Yaml($$"""
            environments: { production: { supabase: { url: "http://db.example.com", publishableKey: {{Secret}}, secretKey: {{Publishable}}, projectRef: abcdefghijklmnopqrst } } }
            """).Variable("SUPABASE_ACCESS_TOKEN", "hunter 25");

        var failure = _scene.Failure("DeployProduction");

        failure.Problems.Select(p => p.Where).Should().BeEquivalentTo(
            "lockkeeper.yaml:1 (environments.production.supabase.url)", "lockkeeper.yaml:1 (environments.production.supabase.publishableKey)",
            "lockkeeper.yaml:1 (environments.production.supabase.secretKey)", "SUPABASE_ACCESS_TOKEN");
        failure.Message.Should().NotContain(Secret).And.NotContain(Publishable).And.NotContain("hunter 25");
    }

    [Theory]
    [InlineData("http://127.0.0.1:54321")]
    [InlineData("http://localhost:54321")]
    public void On_this_machine_keys_may_travel_in_the_clear(string url) =>
        _scene.Variable("PRODUCTION_SUPABASE_URL", url).Resolve("DeployProduction").Supabase.Url.Should().Be(new Uri(url));

    [Fact]
    public void A_token_that_nobody_would_use_is_nobodys_business()
    {
        _scene.Variable("SUPABASE_ACCESS_TOKEN", "hunter25");

        FluentActions.Invoking(() => _scene.Resolve("DeployProduction")).Should().NotThrow("there is no project to ask about");
        FluentActions.Invoking(() => _scene.Resolve("Rehearse")).Should().NotThrow();
    }
}
