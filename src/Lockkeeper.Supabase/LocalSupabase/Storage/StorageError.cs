using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>A refusal in the storage service's words. The status that counts is in the body; the line says 400 for nearly everything.</summary>
internal sealed class StorageError(int status, string code, string message, string? error = null) : Exception(message)
{
    // The service's own number for a database that does not answer in time.
    private const int NoDatabase = 544;

    public static StorageError NoSuchBucket => new(404, "NoSuchBucket", "Bucket not found", "Bucket not found");

    public static StorageError NoSuchKey => new(404, "NoSuchKey", "Object not found", "not_found");

    public static StorageError KeyAlreadyExists => new(409, "KeyAlreadyExists", "The resource already exists", "Duplicate");

    public static StorageError BucketAlreadyExists => new(409, "BucketAlreadyExists", "The resource already exists", "Duplicate");

    public static StorageError ResourceNotEmpty => new(409, "ResourceNotEmpty", "The bucket you tried to delete is not empty");

    public static StorageError EntityTooLarge => new(413, "EntityTooLarge", "The object exceeded the maximum allowed size", "Payload too large");

    public static StorageError NoContent => new(400, "InvalidRequest", "No content provided");

    public static StorageError DatabaseTimeout => new(NoDatabase, "DatabaseTimeout", "The connection to the database timed out");

    public static StorageError InvalidMimeType(string type) => new(415, "InvalidMimeType", $"mime type {type} is not supported", "invalid_mime_type");

    public static StorageError InvalidKey(string key) => new(400, "InvalidKey", $"Invalid key: {key}");

    public static StorageError AccessDenied(string message) => new(403, "AccessDenied", message, "Unauthorized");

    public static StorageError InvalidRequest(string message) => new(400, "InvalidRequest", message);

    /// <summary>What a failure of the database is called.</summary>
    /// <param name="e">What the database said.</param>
    /// <param name="taken">What it is where the name is taken already.</param>
    public static StorageError Of(PostgresException e, StorageError taken) => e.SqlState switch
    {
        PostgresErrorCodes.InsufficientPrivilege => AccessDenied(e.MessageText.Contains("row-level security", StringComparison.Ordinal) ? "new row violates row-level security policy" : e.MessageText),
        PostgresErrorCodes.UniqueViolation => taken,
        PostgresErrorCodes.ForeignKeyViolation => new StorageError(404, "InvalidRequest", "The related resource does not exist"),
        PostgresErrorCodes.QueryCanceled => DatabaseTimeout,
        _ => new StorageError(500, "DatabaseError", e.MessageText),
    };

    public Task AnswerAsync(HttpContext context) => Gateway.AnswerAsync(context, status is 500 or NoDatabase ? status : 400, new JsonObject
    {
        ["statusCode"] = status.ToString(CultureInfo.InvariantCulture),
        ["code"] = code,
        ["error"] = error ?? code,
        ["message"] = Message,
    });
}
