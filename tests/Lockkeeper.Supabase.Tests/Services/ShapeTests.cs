using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Supabase.Tests.Services;

/// <summary>Answers that are JSON, and success, and yet not what the service's protocol says: a failure of the service like any other.</summary>
public sealed class ShapeTests
{
    private static readonly RestTable Table = new("public", "t");

    private static readonly Dictionary<string, Func<SupabaseServices, Task>> Calls = new(StringComparer.Ordinal)
    {
        ["version"] = s => s.Auth.VersionAsync(default),
        ["settings"] = s => s.Auth.SettingsAsync(default),
        ["sign-up"] = s => s.Auth.SignUpAsync("a@b.c", "p", data: null, default),
        ["create"] = s => s.Auth.CreateUserAsync("a@b.c", "p", data: null, default),
        ["log in"] = s => s.Auth.LogInAsync("a@b.c", "p", default),
        ["user"] = s => s.Auth.UserAsync("h.p.s", default),
        ["users"] = s => s.Auth.FindUsersAsync(_ => true, default),
        ["reach"] = s => s.Auth.ReachDatabaseAsync(default),
        ["select"] = s => s.Rest.SelectAsync(Table, "select=id", accessToken: null, default),
        ["insert"] = s => s.Rest.InsertAsync(Table, [], accessToken: null, default),
        ["update"] = s => s.Rest.UpdateAsync(Table, "id=eq.1", [], accessToken: null, default),
        ["delete"] = s => s.Rest.DeleteAsync(Table, "id=eq.1", accessToken: null, default),
        ["buckets"] = s => s.Storage.BucketsAsync(accessToken: null, default),
        ["list"] = s => s.Storage.ListAsync("b", "f", accessToken: null, default),
    };

    [Theory]
    [InlineData("version", "[]")]
    [InlineData("settings", "[]")]
    [InlineData("sign-up", "{}")]
    [InlineData("sign-up", """{"access_token":"t"}""")]
    [InlineData("sign-up", """{"access_token":"t","user":7}""")]
    [InlineData("create", "[]")]
    [InlineData("create", """{"id":7}""")]
    [InlineData("log in", """{"user":{"id":"u1"}}""")]
    [InlineData("log in", """{"access_token":"t","expires_in":"soon","user":{"id":"u1"}}""")]
    [InlineData("log in", """{"access_token":"t","expires_in":1e300,"user":{"id":"u1"}}""")]
    [InlineData("user", "7")]
    [InlineData("user", "null")]
    [InlineData("users", """{"users":{}}""")]
    [InlineData("users", "[]")]
    [InlineData("reach", "[]")]
    [InlineData("select", "{}")]
    [InlineData("insert", "[]")]
    [InlineData("insert", "{}")]
    [InlineData("update", "7")]
    [InlineData("delete", "{}")]
    [InlineData("buckets", "{}")]
    [InlineData("buckets", "[7]")]
    [InlineData("buckets", """[{"id":7}]""")]
    [InlineData("buckets", """[{"id":"b","public":"yes"}]""")]
    [InlineData("buckets", """[{"id":"b","allowed_mime_types":"all"}]""")]
    [InlineData("list", "{}")]
    [InlineData("list", "[{}]")]
    public async Task Is_told_as_what_it_is(string call, string body)
    {
        using var server = new LoopbackServer(new Reply(200, body));
        using var services = Clients.Of(server);

        var failure = await Clients.FailureAsync(() => Calls[call](services));

        failure.Status.Should().Be(200);
        failure.Message.Should().EndWith("is the address right?");
    }
}
