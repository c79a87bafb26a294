using System.Text.Json;
using System.Text.Json.Nodes;
using Lockkeeper.Supabase.LocalSupabase.Data;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>What all calls of the storage service share: whom a transaction acts as, and how bodies are read.</summary>
internal sealed class StorageDesk(LocalDatabase database)
{
    private const string Service = "supabase_storage_admin";

    private static readonly RequestScope Scope = new("storage");

    /// <summary>Does something in the database as the caller, and keeps it.</summary>
    /// <exception cref="StorageError">The database refused; nothing is kept.</exception>
    public Task<T> AsCallerAsync<T>(HttpContext context, Func<LocalTransaction, Task<T>> work, StorageError? taken = null) =>
        RunAsync(() => database.BeginAsync(Gateway.CallerOf(context), Scope, context.RequestAborted), work, taken, context.RequestAborted);

    /// <summary>Does something as the service itself, whom no policy binds: looking up a bucket's rules, counting what is in it.</summary>
    /// <exception cref="StorageError">The database refused; nothing is kept.</exception>
    public Task<T> AsServiceAsync<T>(HttpContext context, Func<LocalTransaction, Task<T>> work) =>
        RunAsync(() => database.BeginAsServiceAsync(Service, context.RequestAborted), work, taken: null, context.RequestAborted);

    /// <summary>A bucket, whoever asks.</summary>
    /// <exception cref="StorageError">There is none.</exception>
    public async Task<JsonObject> BucketAsync(HttpContext context, string id) =>
        await AsServiceAsync(context, t => StorageRows.BucketAsync(t, id, context.RequestAborted)) ?? throw StorageError.NoSuchBucket;

    /// <summary>The body as a JSON object.</summary>
    /// <exception cref="StorageError">It is something else.</exception>
    public static async Task<JsonObject> BodyAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted) as JsonObject ?? throw StorageError.InvalidRequest("body must be object");
        }
        catch (JsonException)
        {
            throw StorageError.InvalidRequest("body must be object");
        }
    }

    /// <summary>A value of the address.</summary>
    public static string Route(HttpContext context, string name) => context.Request.RouteValues[name] as string ?? "";

    private static async Task<T> RunAsync<T>(Func<Task<LocalTransaction>> begin, Func<LocalTransaction, Task<T>> work, StorageError? taken, CancellationToken token)
    {
        try
        {
            await using var transaction = await begin();
            var result = await work(transaction);
            await transaction.CommitAsync(token);
            return result;
        }
        catch (PostgresException e) when (!DatabaseUnavailable.Is(e))
        {
            throw StorageError.Of(e, taken ?? StorageError.KeyAlreadyExists);
        }
        catch (Exception e) when (e is NpgsqlException or DatabaseUnavailable)
        {
            throw StorageError.DatabaseTimeout;
        }
    }
}
