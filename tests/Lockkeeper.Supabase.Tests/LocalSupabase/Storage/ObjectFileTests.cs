using System.Text;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Storage;

/// <summary>Where the bytes are, and that no name and no row leads anywhere else.</summary>
[Collection(ProjectCollection.Name)]
public sealed class ObjectFileTests(PostgresFixture server)
{
    [PostgresFact]
    public async Task Bytes_lie_in_a_private_folder_under_a_name_of_ours_and_are_gone_afterwards()
    {
        var content = Encoding.UTF8.GetBytes($"{Guid.NewGuid()}");
        string file;
        await using (var scene = await StorageScene.StartAsync(server))
        {
            await scene.Storage.UploadAsync(scene.AnnasFile, content, StorageScene.Pdf, scene.Anna.Token, CancellationToken.None);

            file = Directory.GetFiles(Path.GetTempPath(), "*", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1, IgnoreInaccessible = true })
                .Single(f => Path.GetDirectoryName(f)!.Contains("lockkeeper-storage-", StringComparison.Ordinal) && File.ReadAllBytes(f).SequenceEqual(content));
            Guid.TryParse(Path.GetFileName(file), out _).Should().BeTrue();
            if (!OperatingSystem.IsWindows())
                File.GetUnixFileMode(Path.GetDirectoryName(file)!).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await scene.Storage.RemoveAsync(scene.AnnasFile, scene.Anna.Token, CancellationToken.None);
            File.Exists(file).Should().BeFalse();
        }

        Directory.Exists(Path.GetDirectoryName(file)).Should().BeFalse();
    }

    [PostgresTheory]
    [InlineData("..%2F..%2F..%2Fetc%2Fpasswd", "InvalidKey")]
    [InlineData("a%5C..%5Cb.pdf", "InvalidKey")]
    [InlineData("%00.pdf", "")]
    [InlineData("%252e%252e/b.pdf", "InvalidKey")]
    public async Task Names_that_might_lead_somewhere_are_refused(string name, string code)
    {
        await using var scene = await StorageScene.StartAsync(server);

        var answer = await scene.SendAsync(HttpMethod.Post, $"object/documents/{name}", StorageScene.Content(StorageScene.Bytes, StorageScene.Pdf), scene.Project.Services.SecretKey);

        (answer.Status, answer["code"] ?? "").Should().Be((400, code));
    }

    [PostgresFact]
    public async Task Two_dots_between_slashes_are_no_more_than_a_name()
    {
        await using var scene = await StorageScene.StartAsync(server);
        await scene.UploadAsAnnaAsync();
        await scene.Project.Database.RunAsSuperuserAsync("update storage.objects set name = '../../../../etc/passwd', version = '../../../../etc/passwd'");

        var row = await scene.AskAsServiceAsync(HttpMethod.Delete, "object/documents", System.Text.Json.Nodes.JsonNode.Parse("""{"prefixes":["../../../../etc/passwd"]}"""));

        row.Rows.Should().ContainSingle();
        File.Exists("/etc/passwd").Should().Be(!OperatingSystem.IsWindows());
    }

    [PostgresFact]
    public async Task A_row_without_its_file_is_an_object_that_is_not_there()
    {
        await using var scene = await StorageScene.StartAsync(server);
        await scene.Project.Database.RunAsSuperuserAsync(
            """
            insert into storage.objects (bucket_id, name) values ('documents', 'restored.pdf');
            insert into storage.objects (bucket_id, name, version) values ('documents', 'elsewhere.pdf', '/etc/passwd');
            """);

        foreach (var name in (string[])["restored.pdf", "elsewhere.pdf"])
            StorageScene.Refusal(await scene.SendAsync(HttpMethod.Get, $"object/documents/{name}", key: scene.Project.Services.SecretKey)).Should().Be((400, "404", "NoSuchKey"));
    }

    [PostgresFact]
    public async Task A_database_that_is_gone_is_told_with_the_services_own_status()
    {
        await using var scene = await StorageScene.StartAsync(server);
        await scene.Project.Database.DisposeAsync();

        StorageScene.Refusal(await scene.AskAsServiceAsync(HttpMethod.Get, "bucket")).Item1.Should().BeGreaterThanOrEqualTo(500);
    }
}
