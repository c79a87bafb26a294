using System.Text.Json.Nodes;
using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Pipeline.Tests.Deploying;
using Lockkeeper.Pipeline.Tests.Ledgers;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.VerifyEnv;

public sealed class StagingGateTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    [PostgresFact]
    public async Task Without_a_staging_deployment_it_is_refused_with_the_command_to_run()
    {
        await using var scene = await SceneAsync();

        var refused = await scene.RefusedAsync();

        refused.Code.Should().Be(FailureCode.EvidenceMissing);
        refused.Message.Should().Contain("environments.production.requires.staging").And.Contain("within 7 days").And.Contain("--target=DeployStaging");
    }

    [PostgresFact]
    public async Task A_successful_staging_deployment_of_the_same_files_is_evidence()
    {
        await using var scene = await SceneAsync();
        await ReportAsync(scene, _ => { });

        var env = await scene.VerifyAsync();

        var item = env.Checklist.Single(c => c.Item is Checklist.StagingTestingComplete);
        item.Status.Should().Be(ChecklistStatus.Done);
        item.Note.Should().Contain("20261120T100000Z-staging-1a2b3c");
    }

    [PostgresTheory]
    [InlineData("outcome", "\"failed\"")]
    [InlineData("outcome", "\"upToDate\"")]
    [InlineData("outcome", "3")]
    [InlineData("environment", "\"production\"")]
    [InlineData("startedAt", "\"2026-11-15T10:14:59Z\"")] // seven days and a second ago
    [InlineData("startedAt", "\"last week\"")]
    [InlineData("migrations", "[]")]
    [InlineData("migrations", "null")]
    [InlineData("staging", "{}")] // of RehearseStaging: a copy of staging is not staging
    public async Task Anything_else_is_none(string key, string value)
    {
        await using var scene = await SceneAsync();
        await ReportAsync(scene, report => report[key] = JsonNode.Parse(value));

        (await scene.RefusedAsync()).Code.Should().Be(FailureCode.EvidenceMissing);
    }

    [PostgresFact]
    public async Task Another_version_of_a_file_is_none()
    {
        await using var scene = await SceneAsync();
        await ReportAsync(scene, _ => { });
        scene.File("20240101000000_first.sql", "create table first (id bigint);");

        (await scene.RefusedAsync()).Code.Should().Be(FailureCode.EvidenceMissing);
    }

    [PostgresFact]
    public async Task A_migration_that_staging_has_not_seen_makes_it_none()
    {
        await using var scene = await SceneAsync();
        await ReportAsync(scene, _ => { });
        scene.File("20240102000000_second.sql", "select 1;");

        (await scene.RefusedAsync()).Code.Should().Be(FailureCode.EvidenceMissing);
    }

    [PostgresFact]
    public async Task A_broken_report_is_none()
    {
        await using var scene = await SceneAsync();
        await ReportAsync(scene, _ => { }, text => text[..^20]);

        (await scene.RefusedAsync()).Code.Should().Be(FailureCode.EvidenceMissing);
    }

    [PostgresFact]
    public async Task Where_no_evidence_is_asked_for_the_checklist_says_so()
    {
        await using var scene = await SceneAsync();
        scene.Production("protected: true");

        var env = await scene.VerifyAsync();

        env.Checklist.Single(c => c.Item is Checklist.StagingTestingComplete).Status.Should().Be(ChecklistStatus.NotApplicable);
    }

    private async Task<DeployScene> SceneAsync() =>
        (await DeployScene.CreateAsync(server, time: new FixedTime()))
            .File("20240101000000_first.sql", "create table first (id int);")
            .Production("requires: { staging: 7d }");

    private static async Task ReportAsync(DeployScene scene, Action<JsonObject> change, Func<string, string>? spoil = null)
    {
        var folder = Path.Combine(scene.Artifacts, "deployments", "20261120T100000Z-staging-1a2b3c");
        Directory.CreateDirectory(folder);
        var report = new JsonObject
        {
            ["outcome"] = "succeeded",
            ["environment"] = "staging",
            ["startedAt"] = "2026-11-20T10:00:00Z",
            ["migrations"] = new JsonArray([.. (await scene.FolderAsync()).Migrations.Select(m => new JsonObject { ["version"] = m.Version, ["sha256"] = m.Sha256 })]),
        };
        change(report);
        var text = report.ToJsonString();
        await File.WriteAllTextAsync(Path.Combine(folder, "report.json"), spoil?.Invoke(text) ?? text);
    }
}
