using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Lockkeeper.Supabase.Services;
using Lockkeeper.Supabase.Tests.Services;
using Lockkeeper.Testing;

namespace Lockkeeper.Supabase.Tests.LocalSupabase.Storage;

/// <summary>A project with the product's buckets, its local services, the product's client for them, and two people.</summary>
internal sealed class StorageScene : IAsyncDisposable
{
    public const string Pdf = "application/pdf";

    private readonly HttpClient _http = new();
    private readonly SupabaseServices _clients;

    private StorageScene(LocalProject project)
    {
        Project = project;
        _clients = SupabaseServices.For(project.Services.Address, new ApiKey(project.Services.PublishableKey), new ApiKey(project.Services.SecretKey), TimeProvider.System, Clients.Hasty);
    }

    public LocalProject Project { get; }

    public (string Id, string Token) Anna { get; private init; }

    public (string Id, string Token) Ben { get; private init; }

    /// <summary>As anon, or as the person whose token a call gets.</summary>
    public StorageClient Storage => _clients.Storage;

    public StorageClient AsService => _clients.StorageAsService!;

    public static byte[] Bytes { get; } = Encoding.UTF8.GetBytes("%PDF-1.7 seven \u00fc");

    public StorageObject AnnasFile => new("documents", $"{Anna.Id}/policies/a file.pdf");

    public static async Task<StorageScene> StartAsync(PostgresFixture server)
    {
        var project = await LocalProject.StartAsync(server);
        return new StorageScene(project) { Anna = await project.NewUserAsync(), Ben = await project.NewUserAsync() };
    }

    public Task UploadAsAnnaAsync() => Storage.UploadAsync(AnnasFile, Bytes, Pdf, Anna.Token, CancellationToken.None);

    /// <summary>What the real service's front door gets: any method, any body, any headers.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null, string? key = null, string? token = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Project.Services.Address, $"storage/v1/{path}")) { Content = content };
        request.Headers.Add("apikey", key ?? Project.Services.PublishableKey);
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return new Answer((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType is "application/json" && text.Length > 0 ? JsonNode.Parse(text) : null, response);
    }

    public Task<Answer> AskAsServiceAsync(HttpMethod method, string path, JsonNode? body = null) =>
        Project.AskAsServiceAsync(method, $"storage/v1/{path}", body);

    public static ByteArrayContent Content(byte[] bytes, string type) => new(bytes) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    /// <summary>Line status, status in the body and code of a refusal.</summary>
    public static (int, string?, string?) Refusal(Answer answer) => (answer.Status, answer["statusCode"], answer["code"]);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _clients.Dispose();
        await Project.DisposeAsync();
    }
}
