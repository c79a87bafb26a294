using System.Text.Json.Nodes;

namespace Lockkeeper.Supabase.Services;

/// <summary>PostgREST: rows of tables, under row level security.</summary>
public sealed class RestClient
{
    private readonly ServiceChannel _channel;

    internal RestClient(ServiceChannel channel) => _channel = channel;

    /// <summary>Reads rows. What row level security hides is not there; that is no error.</summary>
    /// <param name="table">Where.</param>
    /// <param name="query">In PostgREST's words, such as <c>select=id&amp;id=eq.1</c>.</param>
    /// <param name="accessToken">Who asks; null: the key's own role.</param>
    /// <param name="token">Ends it.</param>
    public async Task<JsonArray> SelectAsync(RestTable table, string query, string? accessToken, CancellationToken token) =>
        Rows(await _channel.JsonAsync(Call(HttpMethod.Get, table, query, accessToken), token));

    /// <summary>Inserts a row and returns it as it was stored.</summary>
    public async Task<JsonNode> InsertAsync(RestTable table, JsonObject row, string? accessToken, CancellationToken token)
    {
        var call = Call(HttpMethod.Post, table, query: "", accessToken) with { Body = System.Text.Encoding.UTF8.GetBytes(row.ToJsonString()) };
        return Rows(await _channel.JsonAsync(call with { Headers = [.. call.Headers, ("Prefer", "return=representation")] }, token))[0]!;
    }

    /// <summary>Changes the rows that match, and returns them.</summary>
    public async Task<JsonArray> UpdateAsync(RestTable table, string query, JsonObject values, string? accessToken, CancellationToken token)
    {
        var call = Call(HttpMethod.Patch, table, query, accessToken) with { Body = System.Text.Encoding.UTF8.GetBytes(values.ToJsonString()) };
        return Rows(await _channel.JsonAsync(call with { Headers = [.. call.Headers, ("Prefer", "return=representation")] }, token));
    }

    /// <summary>Deletes the rows that match, and returns them: how many there were is the only proof.</summary>
    public async Task<JsonArray> DeleteAsync(RestTable table, string query, string? accessToken, CancellationToken token)
    {
        if (query.Length == 0) throw new ArgumentException("Without a filter all rows would go.", nameof(query));
        var call = Call(HttpMethod.Delete, table, query, accessToken);
        return Rows(await _channel.JsonAsync(call with { Headers = [.. call.Headers, ("Prefer", "return=representation")] }, token));
    }

    /// <summary>Calls a function.</summary>
    public Task<JsonNode> CallAsync(RestTable function, JsonObject arguments, string? accessToken, CancellationToken token) =>
        _channel.JsonAsync(
            Call(HttpMethod.Post, function with { Name = $"rpc/{function.Name}" }, query: "", accessToken) with { Body = System.Text.Encoding.UTF8.GetBytes(arguments.ToJsonString()) },
            token);

    // Reading and writing name the schema in different headers.
    private static ServiceCall Call(HttpMethod method, RestTable table, string query, string? accessToken) =>
        new(method, query.Length > 0 ? $"{table.Name}?{query}" : table.Name)
        {
            Token = accessToken,
            Headers = table.Schema is "public" ? [] : [(method == HttpMethod.Get ? "Accept-Profile" : "Content-Profile", table.Schema)],
        };

    private static JsonArray Rows(JsonNode json) => json as JsonArray ?? [json.DeepClone()];
}

/// <summary>A table, view or function that PostgREST exposes.</summary>
/// <param name="Schema">One of the exposed schemas.</param>
/// <param name="Name">Its name.</param>
public sealed record RestTable(string Schema, string Name)
{
    /// <summary>Schema and name.</summary>
    public override string ToString() => $"{Schema}.{Name}";
}
