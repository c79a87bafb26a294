using System.Text;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Supabase.Tests.Services;

public sealed class StorageClientTests
{
    private static readonly StorageObject File = new("documents", "u1/a file.txt");

    [Fact]
    public async Task What_counts_is_the_status_in_the_body()
    {
        using var server = new LoopbackServer(
            new Reply(400, """{"statusCode":"404","error":"not_found","message":"Object not found","code":"NoSuchKey"}"""),
            new Reply(400, """{"statusCode":"403","error":"Unauthorized","message":"new row violates row-level security policy","code":"AccessDenied"}"""));
        using var services = Clients.Of(server);

        (await services.Storage.DownloadAsync(File, "h.p.s", CancellationToken.None)).Should().BeNull();
        var failure = await Clients.FailureAsync(() => services.Storage.UploadAsync(File, Encoding.UTF8.GetBytes("x"), "text/plain", "h.p.s", CancellationToken.None));

        (failure.Status, failure.Error.StatusInBody, failure.Code).Should().Be((400, 403, "AccessDenied"));
        server.Received[0].Path.Should().Be("/storage/v1/object/documents/u1/a%20file.txt");
    }

    [Fact]
    public async Task Bytes_come_back_as_they_went()
    {
        using var server = new LoopbackServer(new Reply(200, """{"Key":"documents/u1/a","Id":"1"}"""), new Reply(200, "seven \u00fc"));
        using var services = Clients.Of(server);

        await services.Storage.UploadAsync(File, Encoding.UTF8.GetBytes("seven \u00fc"), "text/plain", "h.p.s", CancellationToken.None);

        server.Received[0].Body.Should().Be("seven \u00fc");
        server.Received[0].Headers["Content-Type"].Should().Be("text/plain");
        (await services.Storage.DownloadAsync(File, "h.p.s", CancellationToken.None)).Should().Equal(Encoding.UTF8.GetBytes("seven \u00fc"));
    }

    [Fact]
    public async Task Buckets_are_read_with_their_limits()
    {
        using var server = new LoopbackServer(new Reply(200, """[{"id":"documents","name":"documents","public":false,"file_size_limit":52428800,"allowed_mime_types":["application/pdf"]},{"id":"old","name":"old"}]"""));
        using var services = Clients.Of(server);

        var buckets = await services.StorageAsService!.BucketsAsync(accessToken: null, CancellationToken.None);

        buckets[0].Should().BeEquivalentTo(new StorageBucket("documents", false, 52428800, ["application/pdf"]));
        buckets[1].Should().BeEquivalentTo(new StorageBucket("old", false, null, null), "old projects lack the columns");
    }

    [Fact]
    public async Task A_listing_goes_on_to_its_end()
    {
        var page = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""{"id":"{{i}}","name":"f{{i}}"}"""));
        using var server = new LoopbackServer(new Reply(200, $"[{page}]"), new Reply(200, """[{"id":null,"name":"folder"}]"""));
        using var services = Clients.Of(server);

        var names = await services.Storage.ListAsync("documents", "u1", "h.p.s", CancellationToken.None);

        names.Should().HaveCount(101).And.EndWith("folder/");
        server.Received[1].Body.Should().Contain("\"offset\":100");
    }
}
