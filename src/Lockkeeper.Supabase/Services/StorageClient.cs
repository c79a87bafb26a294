using System.Text.Json.Nodes;

namespace Lockkeeper.Supabase.Services;

/// <summary>
/// storage-api: buckets and objects. It answers 400 for nearly everything; what counts is the status in the body, which failures carry as
/// <see cref="ServiceError.StatusInBody"/>.
/// </summary>
public sealed class StorageClient
{
    private const int ObjectsOfAPage = 100;

    private readonly ServiceChannel _channel;

    internal StorageClient(ServiceChannel channel) => _channel = channel;

    /// <summary>The buckets that this role sees; anon sees none.</summary>
    public Task<IReadOnlyList<StorageBucket>> BucketsAsync(string? accessToken, CancellationToken token) =>
        _channel.ReadAsync<IReadOnlyList<StorageBucket>>(ServiceCall.Get("bucket") with { Token = accessToken }, json => [.. json.AsArray().Select(Bucket)], token);

    /// <summary>Makes a bucket.</summary>
    public Task CreateBucketAsync(StorageBucket bucket, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(bucket);
        var body = new JsonObject { ["id"] = bucket.Id, ["name"] = bucket.Id, ["public"] = bucket.IsPublic };
        if (bucket.FileSizeLimit is { } limit) body["file_size_limit"] = limit;
        if (bucket.MimeTypes is { Count: > 0 } types) body["allowed_mime_types"] = new JsonArray([.. types.Select(t => (JsonNode)t)]);
        return _channel.SendAsync(ServiceCall.Post("bucket", body), token);
    }

    /// <summary>Removes an empty bucket.</summary>
    /// <returns>False where there was none; true also where that is so after an attempt whose answer was lost.</returns>
    public async Task<bool> DeleteBucketAsync(string id, CancellationToken token) =>
        await _channel.SendAsync(new ServiceCall(HttpMethod.Delete, $"bucket/{Uri.EscapeDataString(id)}"), IsNone, token) is not null;

    /// <summary>Stores an object that is not there yet.</summary>
    public Task UploadAsync(StorageObject @object, ReadOnlyMemory<byte> bytes, string contentType, string? accessToken, CancellationToken token) =>
        _channel.SendAsync(new ServiceCall(HttpMethod.Post, Path(@object)) { Body = bytes, ContentType = contentType, Token = accessToken }, token);

    /// <summary>An object's bytes; null where it is not there, or row level security hides it.</summary>
    public async Task<byte[]?> DownloadAsync(StorageObject @object, string? accessToken, CancellationToken token) =>
        (await _channel.SendAsync(ServiceCall.Get(Path(@object)) with { Token = accessToken }, IsNone, token))?.Body;

    /// <summary>An object's bytes as anybody gets them from a public bucket, without any key; null where it is not there or the bucket is not public.</summary>
    public async Task<byte[]?> DownloadPublicAsync(StorageObject @object, CancellationToken token) =>
        (await _channel.SendAsync(ServiceCall.Get(Path(@object, "object/public")) with { IsAnonymous = true }, IsNone, token))?.Body;

    /// <summary>Removes an object.</summary>
    /// <returns>
    /// False where it is not there, or row level security hides it; true also where that is so after an attempt whose answer was lost.
    /// </returns>
    public async Task<bool> RemoveAsync(StorageObject @object, string? accessToken, CancellationToken token) =>
        await _channel.SendAsync(new ServiceCall(HttpMethod.Delete, Path(@object)) { Token = accessToken }, IsNone, token) is not null;

    /// <summary>The names below a folder of a bucket, as the role sees them; folders end with a slash.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(string bucket, string folder, string? accessToken, CancellationToken token)
    {
        var names = new List<string>();
        while (true)
        {
            var body = new JsonObject { ["prefix"] = folder, ["limit"] = ObjectsOfAPage, ["offset"] = names.Count };
            var call = ServiceCall.Post($"object/list/{Uri.EscapeDataString(bucket)}", body) with { Token = accessToken };
            var page = await _channel.ReadAsync<List<string>>(call, json => [.. json.AsArray().Select(Listed)], token);
            names.AddRange(page);
            if (page.Count < ObjectsOfAPage) return names;
        }
    }

    private static bool IsNone(int status, ServiceError error) => status == 404 || error.Code is "NoSuchKey" or "NoSuchBucket";

    private static string Path(StorageObject @object, string below = "object") =>
        $"{below}/{Uri.EscapeDataString(@object.Bucket)}/{string.Join('/', @object.Name.Split('/').Select(Uri.EscapeDataString))}";

    // A folder has no id.
    private static string Listed(JsonNode? json) =>
        json is not null && (string?)json["name"] is { } name ? json["id"] is null ? $"{name}/" : name : throw new FormatException("An object has no name.");

    private static StorageBucket Bucket(JsonNode? json) => json is not null && (string?)json["id"] is { } id
        ? new StorageBucket(id, (bool?)json["public"] ?? false, (long?)json["file_size_limit"], Types(json["allowed_mime_types"]))
        : throw new FormatException("A bucket has no id.");

    private static string[]? Types(JsonNode? json) => json is null ? null : [.. json.AsArray().Select(t => (string?)t ?? throw new FormatException("A MIME type is null."))];
}

/// <summary>A bucket.</summary>
/// <param name="Id">Which is its name too.</param>
/// <param name="IsPublic">Whether anybody may read what is in it.</param>
/// <param name="FileSizeLimit">In bytes; null: the project's.</param>
/// <param name="MimeTypes">What may be in it; null: everything.</param>
public sealed record StorageBucket(string Id, bool IsPublic, long? FileSizeLimit, IReadOnlyList<string>? MimeTypes);

/// <summary>Where an object is.</summary>
/// <param name="Bucket">Its bucket's id.</param>
/// <param name="Name">Its name, with folders.</param>
public sealed record StorageObject(string Bucket, string Name);
