using Lockkeeper.Evidence;
using Lockkeeper.Failures;
using Lockkeeper.Testing;

namespace Lockkeeper.Pipeline.Tests.SmokeTests;

/// <summary>Buckets after a deployment are those of before it, and no more open.</summary>
public sealed class BucketTests(PostgresFixture server) : IClassFixture<PostgresFixture>
{
    private const string Open = "update storage.buckets set public = true where id = 'documents'";

    [PostgresFact]
    public async Task A_bucket_that_becomes_public_unannounced_fails_the_storage_access_and_the_deployment_is_undone()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        scene.File("20250101000000_add.sql", "create table public.newcomer (id int);");
        AfterCommit(scene, Open);

        var (failure, report) = await scene.DeployAsync();

        failure!.ExitCode.Should().Be(ExitCode.RolledBack);
        var test = report.SmokeTests.Single(t => t.Status is SmokeTestStatus.Failed);
        test.Name.Should().Be(SmokeTestNames.StorageAccess);
        test.Note.Should().Contain("bucket documents is public: everybody reads its files; it should be private").And.MatchRegex(@"Likely cause: \S.+ Next: \S.+");
    }

    [PostgresFact]
    public async Task A_bucket_that_vanishes_unannounced_fails_the_storage_access()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        scene.File("20250101000000_add.sql", "create table public.newcomer (id int);");
        AfterCommit(scene, "set storage.allow_delete_query = 'true'; delete from storage.buckets where id = 'parsed'");

        var (failure, _) = await scene.DeployAsync();

        failure!.Message.Should().Contain("Storage Access: passed before this deployment: storage has no bucket parsed");
    }

    [PostgresFact]
    public async Task What_a_deployment_declares_of_its_buckets_is_not_missed_afterwards()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        scene.File("20250101000000_buckets.sql", $"""
            -- alters: storage bucket documents
            -- removes: bucket parsed
            -- alters: table storage.buckets
            -- loses data: storage.buckets
            set local storage.allow_delete_query = 'true';
            delete from storage.buckets where id = 'parsed';
            {Open};
            """);

        var (failure, report) = await scene.DeployAsync();

        failure.Should().BeNull(failure?.Message);
        var test = report.SmokeTests.Single(t => t.Name is SmokeTestNames.StorageAccess);
        (test.Before, test.Status).Should().Be((SmokeTestStatus.Passed, SmokeTestStatus.Passed));
        test.Evidence.Should().Contain("without a key: the same bytes");
        test.Note.Should().Contain("public reading");
    }

    [PostgresTheory]
    [InlineData("documents=private", true, "bucket documents is public: everybody reads its files; it should be private")]
    [InlineData("documents=public", false, "bucket documents is private: nobody reads its files by their address alone; it should be public")]
    public async Task A_bucket_that_is_not_as_configured_fails_the_storage_access(string configured, bool isPublic, string said)
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        scene.Yaml($"smokeTests: {{ buckets: [{configured}, parsed], deadline: 15s }}");
        if (isPublic) await scene.SqlAsync(Open);

        var test = await Guilt.OfAsync(
            scene, SmokeTestNames.StorageAccess, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.ApiHealth, SmokeTestNames.AuthenticationFlow]);

        test.Note.Should().StartWith(said);
    }

    [PostgresFact]
    public async Task A_public_bucket_that_nobody_can_read_fails_the_storage_access()
    {
        await using var scene = await SmokeScene.CreateAsync(server);
        await scene.SqlAsync(Open);
        await using var door = new FrontDoor(
            scene.Services!.Address, r => r.Url!.AbsolutePath.StartsWith("/storage/v1/object/public/", StringComparison.Ordinal), 400, """{"statusCode":"404","error":"Bucket not found","message":"Bucket not found"}""");

        var test = await Guilt.OfAsync(
            scene.Through(door), SmokeTestNames.StorageAccess, passed: [SmokeTestNames.DatabaseConnectivity, SmokeTestNames.ApiHealth, SmokeTestNames.AuthenticationFlow]);

        test.Note.Should().StartWith("what is in the public bucket documents cannot be read by its address");
    }

    // The first test that is told without "before Migrate" runs after COMMIT.
    private static void AfterCommit(SmokeScene scene, string sql)
    {
        scene.OnTold = told =>
        {
            if (told.Contains("before Migrate", StringComparison.Ordinal) || !told.Contains(SmokeTestNames.DatabaseConnectivity, StringComparison.Ordinal)) return;
            scene.OnTold = null;
            scene.SqlAsync(sql).GetAwaiter().GetResult();
        };
    }
}
