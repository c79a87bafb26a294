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
    public Task<JsonArray> SelectAsync(RestTable table, string query, string? accessToken, CancellationToken token) =>
        _channel.ReadAsync(Call(HttpMethod.Get, table, query, accessToken), Rows, token);

    /// <summary>Inserts a row and returns it as it was stored.</summary>
    public Task<JsonNode> InsertAsync(RestTable table, JsonObject row, string? accessToken, CancellationToken token) =>
        _channel.ReadAsync(Writing(HttpMethod.Post, table, query: "", row, accessToken), json => Rows(json)[0] ?? throw new FormatException("The row is null."), token);

    /// <summary>Changes the rows that match, and returns them.</summary>
    public Task<JsonArray> UpdateAsync(RestTable table, string query, JsonObject values, string? accessToken, CancellationToken token) =>
        _channel.ReadAsync(Writing(HttpMethod.Patch, table, query, values, accessToken), Rows, token);

    /// <summary>Deletes the rows that match, and returns them: how many there were is the only proof, so it is not made again when that is lost.</summary>
    public Task<JsonArray> DeleteAsync(RestTable table, string query, string? accessToken, CancellationToken token)
    {
        if (query.Length == 0) throw new ArgumentException("Without a filter all rows would go.", nameof(query));
        return _channel.ReadAsync(Writing(HttpMethod.Delete, table, query, values: null, accessToken) with { IsIdempotent = false }, Rows, token);
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

    // Asks for the rows as they are afterwards.
    private static ServiceCall Writing(HttpMethod method, RestTable table, string query, JsonObject? values, string? accessToken)
    {
        var call = Call(method, table, query, accessToken);
        return call with
        {
            Body = values is null ? null : System.Text.Encoding.UTF8.GetBytes(values.ToJsonString()),
            Headers = [.. call.Headers, ("Prefer", "return=representation")],
        };
    }

    private static JsonArray Rows(JsonNode json) => json.AsArray();
}

/// <summary>A table, view or function that PostgREST exposes.</summary>
/// <param name="Schema">One of the exposed schemas.</param>
/// <param name="Name">Its name.</param>
public sealed record RestTable(string Schema, string Name)
{
    /// <summary>Schema and name.</summary>
    public override string ToString() => $"{Schema}.{Name}";
}
