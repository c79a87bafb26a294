using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Tests.Options;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>Tests that must not be skipped: refused before anything is started.</summary>
public sealed class RequiredTests : IDisposable
{
    private readonly OptionsScene _scene = new OptionsScene().Variable("PRODUCTION_DATABASE_URL", "postgresql://u:hunter22@h/app");

    [Fact]
    public void Names_every_key_that_a_required_test_lacks()
    {
        _scene.Yaml("smokeTests: { required: [Authentication Flow, storage access] }");

        var failure = _scene.Failure("DeployProduction");

        failure.ExitCode.Should().Be(ExitCode.BadConfiguration);
        failure.Problems.Select(p => $"{p.What} {p.Fix}").Should().Equal(
            "asks for Authentication Flow, which needs environments.production.supabase.url. Set it: export PRODUCTION_SUPABASE_URL=…",
            "asks for Authentication Flow, which needs environments.production.supabase.publishableKey. Set it: export PRODUCTION_PUBLISHABLE_KEY=…",
            "asks for Storage Access, which needs environments.production.supabase.url. Set it: export PRODUCTION_SUPABASE_URL=…",
            "asks for Storage Access, which needs environments.production.supabase.publishableKey. Set it: export PRODUCTION_PUBLISHABLE_KEY=…",
            "asks for Storage Access, which needs environments.production.supabase.secretKey. Set it: export PRODUCTION_SECRET_KEY=…");
        failure.Problems[0].Where.Should().Be("lockkeeper.yaml:1 (smokeTests.required)");
    }

    [Fact]
    public void Is_content_when_the_keys_are_there()
    {
        _scene.Yaml("environments: { production: { smokeTests: { required: [Worker Functionality, Authentication Flow, Database Connectivity] } } }")
            .Variable("PRODUCTION_PROJECT_ID", "abcdefghijklmnopqrst").Variable("PRODUCTION_PUBLISHABLE_KEY", "sb_publishable_1").Variable("PRODUCTION_SECRET_KEY", "sb_secret_1");

        _scene.Resolve("DeployProduction").SmokeTests.Required.Should().Equal(
            SmokeTestNames.DatabaseConnectivity, SmokeTestNames.AuthenticationFlow, SmokeTestNames.WorkerFunctionality);
    }

    [Theory]
    [InlineData("Plan", "production")]
    [InlineData("Backup", "production")]
    [InlineData("Rehearse", "local")]
    public void Does_not_ask_for_keys_where_no_smoke_test_of_the_environment_runs(string target, string environment)
    {
        _scene.Yaml("smokeTests: { required: [Authentication Flow] }").Argument("environment", environment);

        FluentActions.Invoking(() => _scene.Resolve(target)).Should().NotThrow();
    }

    [Fact]
    public void Knows_no_other_test()
    {
        _scene.Yaml("smokeTests: { required: [Autentication Flow] }");

        _scene.Problem("DeployProduction").ToString().Should().Contain("is not a smoke test.").And.Contain("Authentication Flow");
    }

    [Fact]
    public void Reads_the_keys_of_an_environment_before_the_common_ones()
    {
        _scene.Yaml("""
            smokeTests: { deadline: 1m, buckets: [a], upload: { table: docs.files, columns: { kind: letter, pages: 3 } } }
            environments: { production: { smokeTests: { buckets: [b, c], upload: { columns: { kind: bill } }, worker: { done: [fine] } } } }
            """);

        var options = _scene.Resolve("DeployProduction").SmokeTests;

        options.Deadline.Should().Be(TimeSpan.FromMinutes(1));
        options.Buckets.Should().Equal("b", "c");
        options.Upload.Table.Should().Be("docs.files");
        options.Upload.Columns.Should().BeEquivalentTo(new Dictionary<string, string>(StringComparer.Ordinal) { ["kind"] = "bill", ["pages"] = "3" });
        options.Worker.Done.Should().Equal("fine");
    }

    [Fact]
    public void A_pooler_is_a_secret_and_must_be_a_connection()
    {
        _scene.Variable("PRODUCTION_POOLER_URL", "postgresql://u.ref:sesame99@pooler.example.com:6543/postgres");
        var options = _scene.Resolve("DeployProduction");
        options.Supabase.Pooled!.Port.Should().Be(6543);
        options.Secrets.Redact("sesame99").Should().Be("***");

        _scene.Variable("PRODUCTION_POOLER_URL", "mysql://u:sesame99@h/x");
        _scene.Problem("DeployProduction").ToString().Should().StartWith("PRODUCTION_POOLER_URL").And.NotContain("sesame99");
    }

    public void Dispose() => _scene.Dispose();
}
