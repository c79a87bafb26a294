using System.Text.Json.Nodes;
using Lockkeeper.Supabase.LocalSupabase.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Worker;

/// <summary>The health addresses of the product's own services. They need no key, and a 200 means that the database answered.</summary>
internal static class ProductEndpoints
{
    public const string Api = "/api/health";

    public const string Worker = "/worker/health";

    private static readonly Caller Anybody = new("anon", new JsonObject { ["role"] = "anon" }, HasToken: false);

    /// <summary>Whether a request is for the product and not for the platform, whose gateway wants a key.</summary>
    public static bool Serve(HttpContext context) => context.Request.Path.Value is Api or Worker;

    public static void Map(IEndpointRouteBuilder app, LocalDatabase database, PipelineWorker worker)
    {
        app.MapGet(Api, c => ApiAsync(c, database));
        app.MapGet(Worker, c => WorkerAsync(c, worker));
    }

    private static async Task ApiAsync(HttpContext context, LocalDatabase database)
    {
        try
        {
            await using var transaction = await database.BeginAsync(Anybody, new RequestScope("public", ReadOnly: true), context.RequestAborted);
            await using var command = transaction.Command("select current_database()::text");
            await command.ExecuteScalarAsync(context.RequestAborted);
            await Gateway.AnswerAsync(context, 200, new JsonObject { ["status"] = "ok" });
        }
        catch (Exception e) when (e is DatabaseUnavailable or NpgsqlException)
        {
            await Gateway.AnswerAsync(context, 503, new JsonObject { ["status"] = "unhealthy", ["detail"] = (e as PostgresException)?.MessageText ?? "the database cannot be reached" });
        }
    }

    private static async Task WorkerAsync(HttpContext context, PipelineWorker worker)
    {
        var state = await worker.LookAsync(context.RequestAborted);
        await Gateway.AnswerAsync(context, state.IsHealthy ? 200 : 503, new JsonObject { ["status"] = state.Status, ["worker"] = state.Worker?.ToString(), ["jobs"] = state.Jobs });
    }
}
