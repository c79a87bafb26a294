using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>What an upload brings, whether as the bare body or as a form with one file.</summary>
/// <param name="File">Its bytes, already on disk.</param>
/// <param name="Type">Its media type.</param>
/// <param name="CacheControl">What downloads say.</param>
/// <param name="UserMetadata">The uploader's own JSON; null where there is none.</param>
internal sealed record Incoming(StoredFile File, string Type, string CacheControl, string? UserMetadata)
{
    private const int LongestField = 1 << 20;
    private const string AnyType = "application/octet-stream";

    /// <exception cref="StorageError">It is too large, of a type that the bucket does not take, or nothing.</exception>
    public static Task<Incoming> ReadAsync(HttpContext context, ObjectFiles files, BucketRules rules)
    {
        var type = context.Request.ContentType;
        return MediaTypeHeaderValue.TryParse(type, out var media) && media.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            ? FormAsync(context, HeaderUtilities.RemoveQuotes(media.Boundary).ToString(), files, rules)
            : RawAsync(context, string.IsNullOrEmpty(type) ? AnyType : type, files, rules);
    }

    private static async Task<Incoming> RawAsync(HttpContext context, string type, ObjectFiles files, BucketRules rules)
    {
        rules.Require(type);
        if (context.Request.ContentLength > rules.Limit) throw StorageError.EntityTooLarge;
        var metadata = context.Request.Headers["x-metadata"].ToString() is { Length: > 0 } encoded ? Decoded(encoded) : null;
        var cache = context.Request.Headers.CacheControl.ToString();
        return new Incoming(await files.WriteAsync(context.Request.Body, rules.Limit, context.RequestAborted), type, cache.Length > 0 ? cache : "no-cache", metadata);
    }

    private static async Task<Incoming> FormAsync(HttpContext context, string boundary, ObjectFiles files, BucketRules rules)
    {
        var token = context.RequestAborted;
        var (cache, metadata) = ("no-cache", (string?)null);
        try
        {
            var reader = new MultipartReader(boundary, context.Request.Body);
            while (await reader.ReadNextSectionAsync(token) is { } section)
            {
                if (section.GetContentDispositionHeader() is not { } disposition) continue;
                if (disposition.IsFileDisposition())
                {
                    var type = section.ContentType is { Length: > 0 } given ? given : AnyType;
                    rules.Require(type);
                    // What follows the file is not waited for, as in the real service.
                    return new Incoming(await files.WriteAsync(section.Body, rules.Limit, token), type, cache, metadata);
                }

                var value = await TextAsync(section.Body, token);
                if (disposition.Name == "cacheControl") cache = $"max-age={value}";
                else if (disposition.Name == "metadata") metadata = Json(value);
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw StorageError.InvalidRequest("The form cannot be read");
        }

        throw StorageError.NoContent;
    }

    private static async Task<string> TextAsync(Stream body, CancellationToken token)
    {
        using var text = new MemoryStream();
        var buffer = new byte[4096];
        for (int read; (read = await body.ReadAsync(buffer, token)) > 0;)
        {
            if (text.Length + read > LongestField) throw StorageError.EntityTooLarge;
            text.Write(buffer, 0, read);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static string? Decoded(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? Json(Encoding.UTF8.GetString(bytes, 0, length)) : null;
    }

    // The real service, too, leaves out what is no JSON.
    private static string? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text)?.ToJsonString();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>What a bucket takes.</summary>
/// <param name="Limit">Bytes of one object.</param>
/// <param name="Types">Media types; empty: all.</param>
internal sealed record BucketRules(long Limit, IReadOnlyList<string> Types)
{
    /// <exception cref="StorageError">The bucket does not take this type.</exception>
    public void Require(string type)
    {
        if (!StorageRules.Takes(Types, type)) throw StorageError.InvalidMimeType(type.Split(';')[0].Trim());
    }
}
