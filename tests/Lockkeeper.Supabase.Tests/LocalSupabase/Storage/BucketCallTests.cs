using System.Text.Json.Nodes;
using Lockkeeper.Supabase.Services;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Storage;

[Collection(ProjectCollection.Name)]
public sealed class BucketCallTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Only_the_service_sees_and_makes_buckets()
    {
        await using var scene = await StorageScene.StartAsync(server);

        var made = await scene.AskAsServiceAsync(HttpMethod.Post, "bucket", JsonNode.Parse("""{"name":"pictures","public":true,"file_size_limit":"2KB","allowed_mime_types":["image/*"]}"""));

        (made.Status, made["name"]).Should().Be((200, "pictures"));
        (await scene.AsService.BucketsAsync(accessToken: null, CancellationToken.None)).Should().ContainEquivalentOf(new StorageBucket("pictures", true, 2000, ["image/*"])).And.HaveCount(3);
        (await scene.AskAsServiceAsync(HttpMethod.Get, "bucket/pictures"))["name"].Should().Be("pictures");
        (await scene.Storage.BucketsAsync(accessToken: null, CancellationToken.None)).Should().BeEmpty();
        (await scene.Storage.BucketsAsync(scene.Anna.Token, CancellationToken.None)).Should().BeEmpty();
        StorageScene.Refusal(await scene.Project.AskAsync(HttpMethod.Post, "storage/v1/bucket", new JsonObject { ["name"] = "mine" }, scene.Anna.Token)).Should().Be((400, "403", "AccessDenied"));
    }

    [PostgresFact]
    public async Task What_cannot_be_done_with_a_bucket_has_the_services_own_codes()
    {
        await using var scene = await StorageScene.StartAsync(server);
        await scene.UploadAsAnnaAsync();

        StorageScene.Refusal(await scene.AskAsServiceAsync(HttpMethod.Post, "bucket", new JsonObject { ["name"] = "documents" })).Should().Be((400, "409", "BucketAlreadyExists"));
        StorageScene.Refusal(await scene.AskAsServiceAsync(HttpMethod.Post, "bucket", new JsonObject { ["name"] = "../up" })).Should().Be((400, "400", "InvalidBucketName"));
        StorageScene.Refusal(await scene.AskAsServiceAsync(HttpMethod.Get, "bucket/none")).Should().Be((400, "404", "NoSuchBucket"));
        StorageScene.Refusal(await scene.AskAsServiceAsync(HttpMethod.Delete, "bucket/none")).Should().Be((400, "404", "NoSuchBucket"));
        StorageScene.Refusal(await scene.AskAsServiceAsync(HttpMethod.Delete, "bucket/documents")).Should().Be((400, "409", "ResourceNotEmpty"));
        StorageScene.Refusal(await scene.SendAsync(HttpMethod.Post, "object/none/a.pdf", StorageScene.Content(StorageScene.Bytes, StorageScene.Pdf), token: scene.Anna.Token))
            .Should().Be((400, "404", "NoSuchBucket"));
        (await scene.AsService.DeleteBucketAsync("parsed", CancellationToken.None)).Should().BeTrue();
    }

    [PostgresFact]
    public async Task What_is_in_a_public_bucket_is_for_everybody_with_no_key_at_all()
    {
        await using var scene = await StorageScene.StartAsync(server);
        await scene.AsService.CreateBucketAsync(new StorageBucket("pictures", true, null, null), CancellationToken.None);
        await scene.AsService.UploadAsync(new("pictures", "a.png"), StorageScene.Bytes, "image/png", accessToken: null, CancellationToken.None);
        await scene.UploadAsAnnaAsync();
        using var http = new HttpClient { BaseAddress = scene.Project.Services.Address };

        (await http.GetByteArrayAsync("storage/v1/object/public/pictures/a.png")).Should().Equal(StorageScene.Bytes);
        (await scene.Storage.DownloadAsync(new("pictures", "a.png"), accessToken: null, CancellationToken.None)).Should().Equal(StorageScene.Bytes);
        StorageScene.Refusal(await scene.SendAsync(HttpMethod.Get, $"object/public/documents/{scene.Anna.Id}/policies/a%20file.pdf")).Should().Be((400, "404", "NoSuchBucket"));
    }

    [PostgresFact]
    public async Task Projects_whose_tables_lack_the_newer_columns_are_served_too()
    {
        await using var scene = await StorageScene.StartAsync(server);
        await scene.Project.Database.RunAsSuperuserAsync(
            """
            alter table storage.buckets drop column public, drop column avif_autodetection, drop column file_size_limit,
              drop column allowed_mime_types, drop column owner_id, drop column type;
            alter table storage.objects drop column version, drop column owner_id, drop column user_metadata;
            """);

        await scene.AsService.CreateBucketAsync(new StorageBucket("old", true, 10, ["text/plain"]), CancellationToken.None);
        await scene.AsService.UploadAsync(new("old", "a"), StorageScene.Bytes, "image/png", accessToken: null, CancellationToken.None);

        (await scene.AsService.DownloadAsync(new("old", "a"), accessToken: null, CancellationToken.None)).Should().Equal(StorageScene.Bytes);
        (await scene.AsService.BucketsAsync(accessToken: null, CancellationToken.None)).Should().ContainEquivalentOf(new StorageBucket("old", false, null, null));
    }
}
