using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Testing;
using Lockkeeper.Verdicts;

namespace Lockkeeper.Pipeline.Tests.Monitor;

/// <summary>What the management interface says of a project, from its answer to the verdict. It is asked every five seconds, more often than samples are taken.</summary>
public sealed class PlatformWatchTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const int FailureLimit = 2;

    [PostgresFact]
    public async Task A_service_that_the_platform_finds_unhealthy_twice_is_a_failure()
    {
        using var platform = new ManagementService();
        await using var scene = await SceneAsync(platform, baseline: "800ms");

        var (evidence, failure) = await scene.RunAsync(() => platform.Health = "UNHEALTHY");

        failure!.ExitCode.Should().Be(ExitCode.MonitorFailed, failure.Message);
        evidence.Reasons.Should().Equal("unhealthy services: 1, where 0 is the limit, 2 samples in a row");
        Series(evidence, "unhealthy services").Should().Equal([0, 1, 1], "a sample between two answers is no answer");
        scene.Samples.Should().Contain(s => s.NotDue.Contains(Sample.Platform));
    }

    [PostgresFact]
    public async Task Errors_in_the_platforms_logs_are_a_failure_also_where_samples_are_taken_between_its_answers()
    {
        using var platform = new ManagementService();
        await using var scene = await SceneAsync(platform, baseline: "6s");

        var (evidence, failure) = await scene.RunAsync(() => platform.MoreErrors = 20);

        failure!.ExitCode.Should().Be(ExitCode.MonitorFailed, failure.Message);
        evidence.Reasons.Should().ContainSingle().Which.Should().StartWith("log errors: ");
        evidence.Metrics.Single(m => m.Name is "log errors").Baseline.Should().Be(0);
        Series(evidence, "log errors").Should().HaveCount(2).And.OnlyContain(rate => rate > 1);
    }

    [PostgresTheory]
    [InlineData("[]")]
    [InlineData("""{"message":"Not Found"}""")]
    [InlineData("""[1,{"name":{}}]""")]
    public async Task An_answer_of_another_shape_is_missing_and_no_bug_of_ours(string answer)
    {
        using var platform = new ManagementService();
        await using var scene = await SceneAsync(platform, baseline: "800ms");

        var (evidence, failure) = await scene.RunAsync(() => platform.Instead = answer);

        failure!.ExitCode.Should().Be(ExitCode.Inconclusive, failure.Message);
        evidence.Reasons.Should().ContainSingle().Which.Should().StartWith("2 sample(s) in a row could not be taken: platform: management: GET /v1/projects/")
            .And.Contain("the answer is not what this service sends");
    }

    private static IReadOnlyList<double?> Series(MonitorEvidence evidence, string metric) =>
        evidence.Metrics.Single(m => m.Name.Equals(metric, StringComparison.Ordinal)).Series;

    private async Task<BakeScene> SceneAsync(ManagementService platform, string baseline)
    {
        var scene = await BakeScene.CreateAsync(
            server, $"supabase: {{ projectRef: {ManagementService.Project}, managementUrl: \"{platform.Address}\" }}", "bake: 20s, interval: 1s", FailureLimit, baseline);
        scene.Scene.Options.Variable("SUPABASE_ACCESS_TOKEN", "sbp_secret\n");
        return scene;
    }
}
