using Lockkeeper.Supabase.Services;

namespace Lockkeeper.Supabase.Tests.Services;

public sealed class ApiKeyTests
{
    private const string Jwt = "eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.c2lnbmF0dXJl";

    [Theory]
    [InlineData(Clients.Publishable, ApiKeyKind.Publishable)]
    [InlineData(Clients.Secret, ApiKeyKind.Secret)]
    [InlineData(Jwt, ApiKeyKind.LegacyJwt)]
    [InlineData($" {Clients.Secret}\n", ApiKeyKind.Secret)]
    public void Both_generations_are_told_apart(string value, ApiKeyKind kind) => new ApiKey(value).Kind.Should().Be(kind);

    [Theory]
    [InlineData("")]
    [InlineData("hunter2-of-somebody")]
    [InlineData("a..c")]
    public void What_is_no_key_is_refused_without_being_repeated(string value)
    {
        var failure = FluentActions.Invoking(() => new ApiKey(value)).Should().ThrowExactly<ArgumentException>().Which;

        if (value.Length > 0) failure.Message.Should().NotContain(value);
    }

    [Fact]
    public void A_key_never_shows_itself() => new ApiKey(Clients.Secret).ToString().Should().Be("Secret key");

    [Fact]
    public async Task A_newer_key_travels_as_apikey_alone()
    {
        using var server = new LoopbackServer(new Reply(200, "[]"));
        using var services = Clients.Of(server);

        await services.Rest.SelectAsync(new("public", "t"), "select=id", accessToken: null, CancellationToken.None);

        server.Only.Headers["apikey"].Should().Be(Clients.Publishable);
        server.Only.Headers["Authorization"].Should().BeNull("it is no token");
    }

    [Fact]
    public async Task A_legacy_key_is_a_token_too_until_somebody_logs_in()
    {
        using var server = new LoopbackServer(new Reply(200, "[]"));
        using var services = Clients.Of(server, publishable: Jwt);

        await services.Rest.SelectAsync(new("public", "t"), "select=id", accessToken: null, CancellationToken.None);
        await services.Rest.SelectAsync(new("public", "t"), "select=id", "a.users.token", CancellationToken.None);

        server.Received.Select(r => r.Headers["Authorization"]).Should().Equal($"Bearer {Jwt}", "Bearer a.users.token");
    }

    [Fact]
    public void Keys_do_not_travel_in_the_clear()
    {
        var open = () => SupabaseServices.For(new Uri("http://abc.supabase.co"), new ApiKey(Clients.Publishable), secret: null, TimeProvider.System);

        open.Should().ThrowExactly<ArgumentException>().WithMessage("*https*");
    }
}
