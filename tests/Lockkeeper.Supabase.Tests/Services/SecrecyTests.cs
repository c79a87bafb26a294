using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Supabase.Tests.Services;

/// <summary>Whatever a service says and wherever it says it: no key, token or password gets into a failure, not even a part of one.</summary>
public sealed class SecrecyTests
{
    private const string Token = "header.payload.signature";
    private const string Password = "secret-password";

    // The end of a long body is cut off at 300 characters, which is in the middle of the secret.
    private static string Straddling(string secret) => $"<html>{new string('x', 300 - 6 - (secret.Length / 2))}{secret}</html>";

    [Fact]
    public async Task A_secret_across_the_place_where_a_long_body_is_cut_is_not_shown_in_part()
    {
        using var server = new LoopbackServer(new Reply(403, Straddling(Clients.Publishable)), new Reply(403, Straddling(Token)), new Reply(403, Straddling(Password)));
        using var services = Clients.Of(server);

        var key = await Clients.FailureAsync(() => services.Auth.SettingsAsync(CancellationToken.None));
        var token = await Clients.FailureAsync(() => services.Auth.UserAsync(Token, CancellationToken.None));
        var password = await Clients.FailureAsync(() => services.Auth.LogInAsync("a@b.c", Password, CancellationToken.None));

        foreach (var (failure, secret) in new[] { (key, Clients.Publishable), (token, Token), (password, Password) })
            failure.Message.Should().Contain("x***").And.NotContain(secret[..4]);
    }

    [Fact]
    public async Task Code_hint_and_request_id_hold_no_secret_either()
    {
        using var server = new LoopbackServer(new Reply(
            400, $$"""{"code":"bad {{Clients.Publishable}}","message":"m {{Clients.Secret}}","hint":"was it {{Token}}?"}""", ("sb-request-id", $"r-{Clients.Publishable}")));
        using var services = Clients.Of(server);

        var failure = await Clients.FailureAsync(() => services.Rest.SelectAsync(new("public", "t"), "select=id", Token, CancellationToken.None));

        failure.Error.Should().Be(new ServiceError("bad ***", "m ***", "r-***") { Hint = "was it ***?" });
        failure.ToString().Should().NotContain("sb_").And.NotContain(Token);
    }

    [Fact]
    public async Task What_anybody_may_read_is_asked_for_without_a_key()
    {
        using var server = new LoopbackServer(new Reply(200, "bytes"), new Reply(400, """{"statusCode":"404","error":"Bucket not found","message":"Bucket not found"}"""));
        using var services = Clients.Of(server);

        (await services.StorageAsService!.DownloadPublicAsync(new StorageObject("avatars", "a b.png"), CancellationToken.None)).Should().Equal("bytes"u8.ToArray());
        (await services.StorageAsService.DownloadPublicAsync(new StorageObject("documents", "a"), CancellationToken.None)).Should().BeNull();

        server.Received[0].Path.Should().Be("/storage/v1/object/public/avatars/a%20b.png");
        server.Received.Should().AllSatisfy(r => (r.Headers["apikey"], r.Headers["Authorization"]).Should().Be((null, null)));
    }
}
