using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lockkeeper.Supabase.LocalSupabase;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase;

/// <summary>What came back.</summary>
internal sealed record Answer(int Status, JsonNode? Body, HttpResponseMessage Response)
{
    /// <summary>A header of the answer or of its content; empty where there is none.</summary>
    public string Header(string name) =>
        Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : "";

    /// <summary>A text of the body.</summary>
    public string? this[string name] => (string?)Body?[name];

    public JsonArray Rows => Body!.AsArray();
}

/// <summary>A project of one test with the local services over it, asked over HTTP.</summary>
internal sealed class LocalProject : IAsyncDisposable
{
    public const string Password = "correct horse";

    /// <summary>An address that nobody has.</summary>
    public static string SomeAddress() => $"{Guid.NewGuid():N}@example.org";

    private readonly HttpClient _http = new();

    private LocalProject(Project database, LocalServices services, TestClock clock) => (Database, Services, Clock) = (database, services, clock);

    public Project Database { get; }

    public LocalServices Services { get; }

    /// <summary>The services' clock.</summary>
    public TestClock Clock { get; }

    /// <summary>With the first <paramref name="migrations"/> files: 26 is before the cleanup, 27 after it.</summary>
    /// <param name="server">Where the database is.</param>
    /// <param name="migrations">How many files are applied.</param>
    /// <param name="schemas">What REST exposes; null: what the product does.</param>
    /// <param name="sql">What the superuser adds before the services start.</param>
    public static async Task<LocalProject> StartAsync(PostgresFixture server, int migrations = 27, string[]? schemas = null, string? sql = null)
    {
        var database = await Project.CreateAsync(server, migrations);
        if (sql is not null) await database.RunAsSuperuserAsync(sql);
        var (options, clock) = (new LocalServicesOptions { ExposedSchemas = schemas ?? ["public", "documents", "upload_pipeline"] }, new TestClock());
        return new LocalProject(database, await LocalServices.StartAsync(database.AddressFor(SupabaseBaseline.Superuser), options, clock, CancellationToken.None), clock);
    }

    /// <summary>Asks with the publishable key, and the token of whoever asks.</summary>
    public Task<Answer> AskAsync(HttpMethod method, string path, JsonNode? body = null, string? token = null, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, body, Services.PublishableKey, token, headers);

    /// <summary>Asks with the secret key.</summary>
    public Task<Answer> AskAsServiceAsync(HttpMethod method, string path, JsonNode? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(method, path, body, Services.SecretKey, token: null, headers);

    public Task<Answer> SignUpAsync(string email, string password = Password) =>
        AskAsync(HttpMethod.Post, "auth/v1/signup", Credentials(email, password));

    public Task<Answer> LogInAsync(string email, string password = Password) =>
        AskAsync(HttpMethod.Post, "auth/v1/token?grant_type=password", Credentials(email, password));

    /// <summary>Somebody new who is logged in.</summary>
    public async Task<(string Id, string Token)> NewUserAsync(string? email = null)
    {
        var answer = await SignUpAsync(email ?? SomeAddress());
        answer.Status.Should().Be(200, answer.Body?.ToJsonString());
        return ((string)answer.Body!["user"]!["id"]!, answer["access_token"]!);
    }

    public static JsonObject Credentials(string email, string password = Password) => new() { ["email"] = email, ["password"] = password };

    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body, string? key, string? token, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Services.Address, path));
        if (key is not null) request.Headers.Add("apikey", key);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();
        if (body is not null) request.Content = JsonContent.Create(body);
        var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text), response);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Services.DisposeAsync();
        await Database.DisposeAsync();
    }
}
