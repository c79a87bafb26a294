using Lockkeeper.Supabase.LocalSupabase.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Lockkeeper.Supabase.LocalSupabase.Storage;

/// <summary>The calls of the storage service that a project's front end and an administrator make.</summary>
internal static class StorageEndpoints
{
    private static readonly string[] Reads = ["GET", "HEAD"];

    public static void Map(RouteGroupBuilder storage, LocalDatabase database, ObjectFiles files, TimeProvider time)
    {
        var desk = new StorageDesk(database);
        var buckets = new BucketCalls(desk);
        storage.MapGet("/bucket", Guarded(buckets.ListAsync));
        storage.MapPost("/bucket", Guarded(buckets.CreateAsync));
        storage.MapGet("/bucket/{bucket}", Guarded(buckets.GetAsync));
        storage.MapDelete("/bucket/{bucket}", Guarded(buckets.DeleteAsync));
        MapObjects(storage.MapGroup("/object"), desk, files, time);
        storage.MapFallback(Guarded(c => throw new StorageError(404, "InvalidRequest", $"The local stand-in of the storage service has no {c.Request.Method} {c.Request.Path}.")));
    }

    private static void MapObjects(RouteGroupBuilder objects, StorageDesk desk, ObjectFiles files, TimeProvider time)
    {
        objects.MapPost("/list/{bucket}", Guarded(new ListCalls(desk).ListAsync));
        var removals = new RemovalCalls(desk, files);
        objects.MapDelete("/{bucket}", Guarded(removals.ManyAsync));
        objects.MapDelete("/{bucket}/{**name}", Guarded(removals.OneAsync));
        var uploads = new UploadCalls(desk, files, time);
        objects.MapPost("/{bucket}/{**name}", Guarded(uploads.PostAsync));
        objects.MapPut("/{bucket}/{**name}", Guarded(uploads.PutAsync));
        var downloads = new DownloadCalls(desk, files);
        objects.MapMethods("/public/{bucket}/{**name}", Reads, Guarded(downloads.GetPublicAsync));
        objects.MapMethods("/authenticated/{bucket}/{**name}", Reads, Guarded(downloads.GetAsync));
        objects.MapMethods("/info/public/{bucket}/{**name}", Reads, Guarded(downloads.PublicInfoAsync));
        objects.MapMethods("/info/authenticated/{bucket}/{**name}", Reads, Guarded(downloads.InfoAsync));
        objects.MapMethods("/info/{bucket}/{**name}", Reads, Guarded(downloads.InfoAsync));
        objects.MapMethods("/{bucket}/{**name}", Reads, Guarded(downloads.GetAsync));
    }

    private static RequestDelegate Guarded(Func<HttpContext, Task> body) => async context =>
    {
        try
        {
            await body(context);
        }
        catch (StorageError e) when (!context.Response.HasStarted)
        {
            await e.AnswerAsync(context);
        }
    };
}
