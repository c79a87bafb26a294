using System.Net;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Options;
using Lockkeeper.Pipeline.Tests.Options;
using Lockkeeper.Processes;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.Rehearsal;

/// <summary>The HTTP services beside a throwaway server: which runs get them, and for how long.</summary>
[Collection("Throwaway servers")]
public sealed class ServicesBesideTests : IDisposable
{
    private const string Queue = """
        create schema upload_pipeline; create table upload_pipeline.jobs (id int);
        grant usage on schema upload_pipeline to service_role;
        """;

    private readonly OptionsScene _scene = new();
    private readonly List<string> _told = [];

    [PostgresFact]
    public async Task A_run_that_will_ask_them_gets_services_over_its_throwaway_server_and_takes_them_along()
    {
        var options = Options("Rehearse");
        using var http = new HttpClient();
        Uri address;
        await using (var target = await OpenAsync(options))
        {
            var (supabase, api) = (target.Services.Supabase, target.Services.Api);
            address = supabase.Url!;
            address.IsLoopback.Should().BeTrue();
            (await http.GetAsync(api.Health.Single())).StatusCode.Should().Be(HttpStatusCode.OK);
            (await http.GetAsync(api.Worker)).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable, "the queue is a table without functions");
            using var buckets = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "storage/v1/bucket")) { Headers = { { "apikey", supabase.SecretKey } } };
            (await (await http.SendAsync(buckets)).Content.ReadAsStringAsync()).Should().Be("[]");
            using var hidden = new HttpRequestMessage(HttpMethod.Get, new Uri(address, "rest/v1/jobs")) { Headers = { { "apikey", supabase.SecretKey }, { "Accept-Profile", "upload_pipeline" } } };
            (await (await http.SendAsync(hidden)).Content.ReadAsStringAsync()).Should().Contain("42501", "the schema is exposed, as something of it was granted");
            options.Secrets.Redact($"{supabase.PublishableKey} {supabase.SecretKey}").Should().Be("*** ***");
            string.Join('\n', _told).Should().NotContain(supabase.SecretKey).And.Contain("stand-ins");
        }

        await FluentActions.Awaiting(() => http.GetAsync(address)).Should().ThrowAsync<HttpRequestException>();
    }

    [PostgresTheory]
    [InlineData("Migrate", "local")]
    [InlineData("Plan", "local")]
    [InlineData("Rehearse", "none")]
    public async Task A_run_that_will_not_ask_them_gets_none(string run, string services)
    {
        await using var target = await OpenAsync(Options(run, services));

        target.Services.Supabase.Url.Should().BeNull();
        (target.Services.Api.Health.Count, target.Services.Api.Worker).Should().Be((0, null));
    }

    [Theory]
    [InlineData("local")]
    [InlineData("supabase-start")]
    [InlineData("none")]
    public void A_configured_environment_has_its_own_services(string services)
    {
        var failure = _scene.Variable("PRODUCTION_DATABASE_URL", "postgresql://u:p@h/app").Argument("services", services).Failure("DeployProduction");

        ((int)failure.ExitCode, failure.Problems.Single().Where).Should().Be((2, "--services"));
    }

    [Fact]
    public void The_real_services_bring_a_database_of_their_own_and_cannot_stand_beside_a_copy() =>
        _scene.Variable("STAGING_DATABASE_URL", "postgresql://u:p@h/app").Argument("services", "supabase-start").Failure("RehearseStaging")
            .Problems.Single().What.Should().Contain("restored copy");

    [Fact]
    public async Task The_real_services_are_refused_before_anything_starts_where_they_cannot_be_had()
    {
        var options = Options("Rehearse", "supabase-start");
        // The search for the CLI reads this process's own variables; a project of no CLI on a machine of no Docker is refused for either.
        if (Programs.Find("supabase") is not null || Environment.GetEnvironmentVariable("SUPABASE_CLI") is not null) return;

        var failure = (await FluentActions.Awaiting(() => OpenAsync(options)).Should().ThrowExactlyAsync<DeployFailure>()).Which;

        (failure.Code, failure.ExitCode).Should().Be((FailureCode.ToolMissing, ExitCode.Refused));
        failure.Message.Should().StartWith("--services=supabase-start needs");
        _told.Should().BeEmpty();
    }

    [Fact]
    public void A_copy_may_go_without_services() =>
        _scene.Variable("STAGING_DATABASE_URL", "postgresql://u:p@h/app").Argument("services", "none").Resolve("RehearseStaging").Services.Should().Be(ServiceStack.None);

    public void Dispose() => _scene.Dispose();

    private DeployOptions Options(string run, string services = "local")
    {
        Directory.CreateDirectory(Path.Combine(_scene.Root, "migrations"));
        File.WriteAllText(Path.Combine(_scene.Root, "migrations", "20240101000000_queue.sql"), Queue);
        File.WriteAllText(Path.Combine(_scene.Root, "migrations", "20240102000000_next.sql"), "create table public.next (id int);");
        return _scene.Argument("services", services).Resolve(run);
    }

    private async Task<Target> OpenAsync(DeployOptions options)
    {
        var services = new PipelineServices(TimeProvider.System, new Told(_told), () => default, Confirm: null, Containers: null);
        return await Target.OpenAsync(options, await MigrationFiles.ReadAsync(options.MigrationsFolder, CancellationToken.None), "test", services, CancellationToken.None);
    }

    private sealed class Told(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
