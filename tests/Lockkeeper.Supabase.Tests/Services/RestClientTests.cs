using System.Text.Json.Nodes;
using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Supabase.Tests.Services;

public sealed class RestClientTests
{
    private static readonly RestTable Documents = new("documents", "documents");

    [Fact]
    public async Task The_schema_is_named_in_the_header_that_the_method_wants()
    {
        using var server = new LoopbackServer(new Reply(200, "[]"), new Reply(201, """[{"id":7}]"""));
        using var services = Clients.Of(server);

        (await services.Rest.SelectAsync(Documents, "select=id&id=eq.1", "h.p.s", CancellationToken.None)).Should().BeEmpty("row level security hides rows without an error");
        (await services.Rest.InsertAsync(Documents, new JsonObject { ["title"] = "x" }, "h.p.s", CancellationToken.None))["id"]!.GetValue<int>().Should().Be(7);

        (server.Received[0].Path, server.Received[0].Headers["Accept-Profile"]).Should().Be(("/rest/v1/documents?select=id&id=eq.1", "documents"));
        (server.Received[1].Headers["Content-Profile"], server.Received[1].Headers["Prefer"]).Should().Be(("documents", "return=representation"));
    }

    [Theory]
    [InlineData(404, "PGRST205", "Could not find the table")]
    [InlineData(401, "42501", "permission denied for table documents")]
    [InlineData(409, "23505", "duplicate key value")]
    [InlineData(400, "PGRST301", "JWT expired")]
    public async Task A_refusal_keeps_code_and_words(int status, string code, string message)
    {
        using var server = new LoopbackServer(new Reply(status, $$"""{"code":"{{code}}","details":null,"hint":"look there","message":"{{message}}"}"""));
        using var services = Clients.Of(server);

        var failure = await Clients.FailureAsync(() => services.Rest.SelectAsync(Documents, "select=id", accessToken: null, CancellationToken.None));

        (failure.Service, failure.Status, failure.Code, failure.Error.Hint).Should().Be(("rest", status, code, "look there"));
        failure.Message.Should().Contain(message);
    }

    [Fact]
    public async Task A_database_that_is_gone_is_asked_for_again_and_then_told()
    {
        using var server = new LoopbackServer(new Reply(503, """{"code":"PGRST000","message":"Database connection error"}"""));
        using var services = Clients.Of(server);

        (await Clients.FailureAsync(() => services.Rest.SelectAsync(Documents, "select=id", accessToken: null, CancellationToken.None))).Code.Should().Be("PGRST000");
        server.Received.Should().HaveCount(4);
    }

    [Fact]
    public async Task Nobody_deletes_without_a_filter()
    {
        using var server = new LoopbackServer(new Reply(200, "[]"));
        using var services = Clients.Of(server);

        await FluentActions.Awaiting(() => services.Rest.DeleteAsync(Documents, "", accessToken: null, CancellationToken.None)).Should().ThrowAsync<ArgumentException>();
        server.Received.Should().BeEmpty();
    }
}
