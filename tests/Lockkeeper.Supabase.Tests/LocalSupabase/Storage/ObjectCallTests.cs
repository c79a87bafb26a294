using System.Text;
using System.Text.Json.Nodes;
using Lockkeeper.Supabase.Services;
using Lockkeeper.Supabase.Tests.Services;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Storage;

[Collection(ProjectCollection.Name)]
public sealed class ObjectCallTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task The_same_bytes_come_back_to_their_owner_and_to_nobody_else()
    {
        await using var scene = await StorageScene.StartAsync(server);

        await scene.UploadAsAnnaAsync();

        (await scene.Storage.DownloadAsync(scene.AnnasFile, scene.Anna.Token, CancellationToken.None)).Should().Equal(StorageScene.Bytes);
        (await scene.Storage.DownloadAsync(scene.AnnasFile, scene.Ben.Token, CancellationToken.None)).Should().BeNull();
        (await scene.Storage.DownloadAsync(scene.AnnasFile, accessToken: null, CancellationToken.None)).Should().BeNull();
        (await scene.Storage.RemoveAsync(scene.AnnasFile, scene.Ben.Token, CancellationToken.None)).Should().BeFalse();
        (await scene.Storage.RemoveAsync(scene.AnnasFile, scene.Anna.Token, CancellationToken.None)).Should().BeTrue();
        (await scene.Storage.DownloadAsync(scene.AnnasFile, scene.Anna.Token, CancellationToken.None)).Should().BeNull();
    }

    [PostgresFact]
    public async Task An_upload_answers_key_and_id_and_a_download_carries_what_was_told_of_it()
    {
        await using var scene = await StorageScene.StartAsync(server);

        var upload = await scene.SendAsync(HttpMethod.Post, $"object/documents/{scene.Anna.Id}/b.pdf", StorageScene.Content(StorageScene.Bytes, StorageScene.Pdf), token: scene.Anna.Token, headers: ("cache-control", "max-age=60"));
        var head = await scene.SendAsync(HttpMethod.Head, $"object/authenticated/documents/{scene.Anna.Id}/b.pdf", token: scene.Anna.Token);

        (upload.Status, upload["Key"]).Should().Be((200, $"documents/{scene.Anna.Id}/b.pdf"));
        (await scene.Project.Database.ScalarAsync<string>($"select name from storage.objects where id = '{upload["Id"]}' and owner = '{scene.Anna.Id}' and owner_id = '{scene.Anna.Id}'"))
            .Should().Be($"{scene.Anna.Id}/b.pdf");
        (head.Status, head.Header("Content-Type"), head.Header("Cache-Control"), head.Header("Content-Length")).Should().Be((200, StorageScene.Pdf, "max-age=60", $"{StorageScene.Bytes.Length}"));
        head.Header("ETag").Should().MatchRegex("^\"[0-9a-f]{32}\"$");
    }

    [PostgresFact]
    public async Task A_policy_refuses_uploads_into_the_folder_of_somebody_else()
    {
        await using var scene = await StorageScene.StartAsync(server);

        var refused = await scene.SendAsync(HttpMethod.Post, $"object/documents/{scene.Anna.Id}/b.pdf", StorageScene.Content(StorageScene.Bytes, StorageScene.Pdf), token: scene.Ben.Token);

        StorageScene.Refusal(refused).Should().Be((400, "403", "AccessDenied"));
        refused["message"].Should().Be("new row violates row-level security policy");
        (await scene.Project.Database.ScalarAsync<long>("select count(*) from storage.objects")).Should().Be(0);
    }

    [PostgresFact]
    public async Task A_name_is_given_once_unless_an_upload_may_replace_it()
    {
        await using var scene = await StorageScene.StartAsync(server);
        await scene.UploadAsAnnaAsync();
        var path = $"object/documents/{scene.Anna.Id}/policies/a%20file.pdf";
        var other = Encoding.UTF8.GetBytes("other");
        StorageScene.Refusal(await scene.SendAsync(HttpMethod.Post, path, StorageScene.Content(other, StorageScene.Pdf), token: scene.Anna.Token))
            .Should().Be((400, "409", "KeyAlreadyExists"));

        var id = await scene.Project.Database.ScalarAsync<Guid>("select id from storage.objects");
        var replaced = await scene.SendAsync(HttpMethod.Post, path, StorageScene.Content(other, StorageScene.Pdf), scene.Project.Services.SecretKey, headers: ("x-upsert", "true"));

        (replaced.Status, replaced["Id"]).Should().Be((200, $"{id}"));
        (await scene.AsService.DownloadAsync(scene.AnnasFile, accessToken: null, CancellationToken.None)).Should().Equal(other);
        (await scene.SendAsync(HttpMethod.Put, path, StorageScene.Content(StorageScene.Bytes, StorageScene.Pdf), scene.Project.Services.SecretKey)).Status.Should().Be(200);
        (await scene.AsService.DownloadAsync(scene.AnnasFile, accessToken: null, CancellationToken.None)).Should().Equal(StorageScene.Bytes);
    }

    [PostgresFact]
    public async Task A_bucket_keeps_its_limits()
    {
        await using var scene = await StorageScene.StartAsync(server);
        await scene.AsService.CreateBucketAsync(new StorageBucket("small", false, 10, ["image/*", "text/plain"]), CancellationToken.None);

        async Task<(int, string?, string?)> Try(int size, string type) =>
            StorageScene.Refusal(await scene.SendAsync(HttpMethod.Post, $"object/small/{Guid.NewGuid()}", StorageScene.Content(new byte[size], type), scene.Project.Services.SecretKey));

        (await Try(11, "text/plain")).Should().Be((400, "413", "EntityTooLarge"));
        (await Try(1, StorageScene.Pdf)).Should().Be((400, "415", "InvalidMimeType"));
        (await Try(10, "text/plain; charset=utf-8")).Should().Be((200, null, null));
        (await Try(10, "image/png")).Should().Be((200, null, null));
    }

    [PostgresFact]
    public async Task A_form_with_a_file_is_an_upload_too()
    {
        await using var scene = await StorageScene.StartAsync(server);
        using var form = new MultipartFormDataContent
        {
            { new StringContent("3600"), "cacheControl" },
            { new StringContent("""{"by":"a form"}"""), "metadata" },
            { StorageScene.Content(StorageScene.Bytes, StorageScene.Pdf), "\"\"", "blob" },
        };

        (await scene.SendAsync(HttpMethod.Post, $"object/documents/{scene.Anna.Id}/form.pdf", form, token: scene.Anna.Token)).Status.Should().Be(200);

        (await scene.Storage.DownloadAsync(new("documents", $"{scene.Anna.Id}/form.pdf"), scene.Anna.Token, CancellationToken.None)).Should().Equal(StorageScene.Bytes);
        var info = await scene.SendAsync(HttpMethod.Get, $"object/info/documents/{scene.Anna.Id}/form.pdf", token: scene.Anna.Token);
        (info["cache_control"], info["content_type"], (long)info.Body!["size"]!, (string?)info.Body["metadata"]!["by"]).Should().Be(("max-age=3600", StorageScene.Pdf, StorageScene.Bytes.Length, "a form"));
        StorageScene.Refusal(await scene.SendAsync(HttpMethod.Get, $"object/info/documents/{scene.Anna.Id}/form.pdf", token: scene.Ben.Token)).Should().Be((400, "404", "NoSuchKey"));
    }

    [PostgresFact]
    public async Task What_is_removed_together_is_only_what_the_caller_may_remove()
    {
        await using var scene = await StorageScene.StartAsync(server);
        await scene.UploadAsAnnaAsync();
        await scene.Storage.UploadAsync(new("documents", $"{scene.Ben.Id}/b.pdf"), StorageScene.Bytes, StorageScene.Pdf, scene.Ben.Token, CancellationToken.None);

        var answer = await scene.Project.AskAsync(
            HttpMethod.Delete, "storage/v1/object/documents", new JsonObject { ["prefixes"] = new JsonArray(scene.AnnasFile.Name, $"{scene.Ben.Id}/b.pdf", "none") }, scene.Ben.Token);

        answer.Rows.Select(r => (string?)r!["name"]).Should().Equal($"{scene.Ben.Id}/b.pdf");
        (await scene.Project.Database.ScalarAsync<string>("select name from storage.objects")).Should().Be(scene.AnnasFile.Name);
    }

    [PostgresFact]
    public async Task A_listing_shows_folders_and_objects_of_the_caller_alone()
    {
        await using var scene = await StorageScene.StartAsync(server);
        foreach (var name in (string[])["b.pdf", "a.pdf", "policies/1.pdf", "policies/2.pdf", "z/y/x.pdf"])
            await scene.Storage.UploadAsync(new("documents", $"{scene.Anna.Id}/{name}"), StorageScene.Bytes, StorageScene.Pdf, scene.Anna.Token, CancellationToken.None);

        (await scene.Storage.ListAsync("documents", scene.Anna.Id, scene.Anna.Token, CancellationToken.None)).Should().Equal("policies/", "z/", "a.pdf", "b.pdf");
        (await scene.Storage.ListAsync("documents", scene.Anna.Id, scene.Ben.Token, CancellationToken.None)).Should().BeEmpty();
        var page = await scene.Project.AskAsync(HttpMethod.Post, "storage/v1/object/list/documents", JsonNode.Parse(
            $$"""{"prefix":"{{scene.Anna.Id}}/","limit":1,"offset":1,"search":"","sortBy":{"column":"name","order":"desc"} }"""), scene.Anna.Token);
        page.Rows.Should().ContainSingle().Which!["name"]!.ToString().Should().Be("policies");
        var found = await scene.Project.AskAsync(HttpMethod.Post, "storage/v1/object/list/documents", JsonNode.Parse($$"""{"prefix":"{{scene.Anna.Id}}","search":"B."}"""), scene.Anna.Token);
        ((string?)found.Rows.Single()!["name"], (long?)found.Rows.Single()!["metadata"]!["size"]).Should().Be(("b.pdf", StorageScene.Bytes.Length));
    }

    [PostgresFact]
    public async Task Triggers_on_the_objects_fire_as_the_caller()
    {
        await using var scene = await StorageScene.StartAsync(server);
        await scene.Project.Database.RunAsSuperuserAsync(
            """
            create function public.only_once() returns trigger language plpgsql as $$
            begin raise exception 'refused to % %', current_user, auth.uid(); end $$;
            create trigger only_once before insert on storage.objects for each row execute function public.only_once();
            """);

        var failure = await Clients.FailureAsync(scene.UploadAsAnnaAsync);

        (failure.Error.StatusInBody, failure.Code).Should().Be((500, "DatabaseError"));
        failure.Message.Should().Contain($"refused to authenticated {scene.Anna.Id}");
    }
}
