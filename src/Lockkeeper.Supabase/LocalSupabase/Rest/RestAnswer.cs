using System.Globalization;
using Lockkeeper.Supabase.LocalSupabase.Rest.Requests;
using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase.Rest;

/// <summary>How a result is told: status, Content-Range, rows or one object.</summary>
internal sealed class RestAnswer(RestRequest request, int status)
{
    /// <summary>Refuses a result that is not what was asked for, while it can still be undone.</summary>
    /// <exception cref="RestError">PGRST116: not exactly one row; PGRST103: the page begins behind the end.</exception>
    public void Check(RestResult result)
    {
        if (request.WantsObject && result.Json is not null && result.Count != 1)
            throw new RestError(406, "PGRST116", "Cannot coerce the result to a single JSON object", $"The result contains {result.Count} rows");
        if (result.Total is { } total && request.Offset > total)
            throw new RestError(416, "PGRST103", "Requested range not satisfiable", $"An offset of {request.Offset} was requested, but there are only {total} rows.");
    }

    public async Task WriteAsync(HttpContext context, RestResult result)
    {
        var reads = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
        context.Response.Headers.ContentRange = reads ? Range(result) : $"*/{(request.Prefer.Count ? Text(result.Count) : "*")}";
        context.Response.StatusCode = reads && result.Total is { } total && result.Count < total ? StatusCodes.Status206PartialContent : status;
        if (result.Json is null || status == StatusCodes.Status204NoContent) return;
        context.Response.ContentType = request.WantsObject ? "application/vnd.pgrst.object+json; charset=utf-8" : "application/json; charset=utf-8";
        if (HttpMethods.IsHead(context.Request.Method)) return;
        // An array of one is what stands between its brackets.
        await context.Response.WriteAsync(request.WantsObject && result.Json is ['[', .. var only, ']'] ? only : result.Json, context.RequestAborted);
    }

    private string Range(RestResult result)
    {
        var rows = result.Count == 0 ? "*" : $"{Text(request.Offset)}-{Text(request.Offset + result.Count - 1)}";
        return $"{rows}/{(result.Total is { } total ? Text(total) : "*")}";
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
