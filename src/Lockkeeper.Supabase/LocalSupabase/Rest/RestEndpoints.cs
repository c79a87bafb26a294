using System.Text.Json.Nodes;
using Lockkeeper.Supabase.LocalSupabase.Data;
using Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;
using Lockkeeper.Supabase.LocalSupabase.Rest.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Rest;

/// <summary>
/// The calls of PostgREST: rows of a table or view, and functions, of the exposed schemas. It refuses what it has not: embedding, paths into JSON,
/// casts, logical trees, other media types than JSON.
/// </summary>
internal sealed class RestEndpoints(RestDatabase database, SchemaCache cache)
{
    public static void Map(RouteGroupBuilder rest, LocalDatabase database, SchemaCache cache)
    {
        var calls = new RestEndpoints(new RestDatabase(database), cache);
        rest.MapGet("/", Guarded(calls.RootAsync));
        rest.MapMethods("/{table}", ["GET", "HEAD"], Guarded(calls.SelectAsync));
        rest.MapPost("/{table}", Guarded(calls.InsertAsync));
        rest.MapPatch("/{table}", Guarded(calls.UpdateAsync));
        rest.MapDelete("/{table}", Guarded(calls.DeleteAsync));
        rest.MapPost("/rpc/{function}", Guarded(calls.CallAsync));
        rest.MapFallback(Guarded(c => throw new RestError(405, "PGRST117", $"Unsupported HTTP method: {c.Request.Method}")));
    }

    // The platform shows the description of the API to the secret key only.
    private Task RootAsync(HttpContext context)
    {
        if (Gateway.CallerOf(context).Role is not "service_role")
        {
            return Gateway.AnswerAsync(context, 401, new JsonObject
            {
                ["message"] = "Access to schema is forbidden",
                ["hint"] = "Accessing the schema via the Data API is only allowed using a secret API key.",
            });
        }

        var schema = Schema(context);
        var tables = cache.Current.Tables.Where(t => string.Equals(t.Schema, schema, StringComparison.Ordinal));
        var paths = tables.Select(t => KeyValuePair.Create($"/{t.Name}", (JsonNode?)new JsonObject()));
        return Gateway.AnswerAsync(context, 200, new JsonObject { ["swagger"] = "2.0", ["paths"] = new JsonObject(paths) });
    }

    private Task SelectAsync(HttpContext context) => AnswerAsync(context, 200, readOnly: true, Statements.Select(Table(context), RestRequest.Of(context.Request)));

    private async Task InsertAsync(HttpContext context)
    {
        var (table, request) = (Table(context), RestRequest.Of(context.Request));
        var body = await RowBody.ReadAsync(context.Request, request.BodyColumns, context.RequestAborted);
        await AnswerAsync(context, 201, readOnly: false, Statements.Insert(table, request, body));
    }

    private async Task UpdateAsync(HttpContext context)
    {
        var (table, request) = (Table(context), RestRequest.Of(context.Request));
        var body = await RowBody.ReadAsync(context.Request, request.BodyColumns, context.RequestAborted);
        if (body.Names.Count == 0) throw RestError.BadBody("There is nothing to change in this body");
        await AnswerAsync(context, request.Prefer.Representation ? 200 : 204, readOnly: false, Statements.Update(table, request, body));
    }

    private Task DeleteAsync(HttpContext context)
    {
        var request = RestRequest.Of(context.Request);
        return AnswerAsync(context, request.Prefer.Representation ? 200 : 204, readOnly: false, Statements.Delete(Table(context), request));
    }

    private async Task CallAsync(HttpContext context)
    {
        if (RestRequest.Of(context.Request) is { Filters.Count: > 0 } or { Limit: not null } or { Order: not null })
            throw RestError.NotInThisStandIn("Filtering what a function returns");
        var name = (string)context.Request.RouteValues["function"]!;
        var body = context.Request.ContentLength is 0 ? new RowBody("[{}]", []) : await RowBody.ReadAsync(context.Request, columns: null, context.RequestAborted);
        var function = cache.Current.Function(Schema(context), name, body.Names);
        await AnswerAsync(context, function.ReturnsVoid ? 204 : 200, readOnly: !function.IsVolatile, FunctionCall.Of(function, body));
    }

    private async Task AnswerAsync(HttpContext context, int status, bool readOnly, Statement statement)
    {
        var (caller, answer) = (Gateway.CallerOf(context), new RestAnswer(RestRequest.Of(context.Request), status));
        try
        {
            var result = await database.RunAsync(caller, Schema(context), readOnly, statement, answer.Check, context.RequestAborted);
            await answer.WriteAsync(context, result);
        }
        catch (Exception e) when (e is NpgsqlException or DatabaseUnavailable)
        {
            throw RestError.Of(e, caller.Role);
        }
    }

    private RestTableInfo Table(HttpContext context) => cache.Current.Table(Schema(context), (string)context.Request.RouteValues["table"]!);

    // Reading and writing name the schema in different headers.
    private string Schema(HttpContext context)
    {
        var header = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) ? "Accept-Profile" : "Content-Profile";
        var wanted = context.Request.Headers[header].ToString();
        var exposed = cache.Current.Exposed;
        if (wanted.Length == 0) return exposed is [var first, ..] ? first : throw RestError.NoSchemaCache;
        return exposed.Contains(wanted, StringComparer.Ordinal)
            ? wanted
            : throw new RestError(406, "PGRST106", $"Invalid schema: {wanted}", details: null, $"Only the following schemas are exposed: {string.Join(", ", exposed)}");
    }

    private static RequestDelegate Guarded(Func<HttpContext, Task> body) => async context =>
    {
        try
        {
            await body(context);
        }
        catch (RestError e)
        {
            await e.AnswerAsync(context);
        }
    };
}
