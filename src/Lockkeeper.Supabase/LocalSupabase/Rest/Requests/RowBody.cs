using System.Text.Json;
using Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;
using Microsoft.AspNetCore.Http;

namespace Lockkeeper.Supabase.LocalSupabase.Rest.Requests;

/// <summary>The rows, or the arguments, that a request brings.</summary>
/// <param name="Json">An array of objects.</param>
/// <param name="Names">The members that count.</param>
internal sealed record RowBody(string Json, IReadOnlyList<string> Names)
{
    /// <exception cref="RestError">It is no JSON of objects that have the same members.</exception>
    public static async Task<RowBody> ReadAsync(HttpRequest http, IReadOnlyList<string>? columns, CancellationToken token)
    {
        using var reader = new StreamReader(http.Body);
        var text = await reader.ReadToEndAsync(token);
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return root.ValueKind switch
            {
                JsonValueKind.Object => new RowBody($"[{text}]", columns ?? NamesOf(root)),
                JsonValueKind.Array => new RowBody(text, columns ?? SameNamesOf(root)),
                _ => throw RestError.BadBody("Empty or invalid json"),
            };
        }
        catch (JsonException)
        {
            throw RestError.BadBody("Empty or invalid json");
        }
    }

    /// <summary>The columns, as the table has them.</summary>
    /// <exception cref="RestError">PGRST204: it has no such column.</exception>
    public IReadOnlyList<string> Columns(RestTableInfo table) =>
        [.. Names.Select(name => table.Has(name) ? Identifier.Quote(name) : throw RestError.NoBodyColumn(table.Name, name))];

    private static List<string> SameNamesOf(JsonElement rows)
    {
        List<string>? first = null;
        foreach (var row in rows.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Object) throw RestError.BadBody("Empty or invalid json");
            var names = NamesOf(row);
            first ??= names;
            if (!first.ToHashSet(StringComparer.Ordinal).SetEquals(names)) throw RestError.BadBody("All object keys must match");
        }

        return first ?? [];
    }

    private static List<string> NamesOf(JsonElement row) => [.. row.EnumerateObject().Select(member => member.Name).Distinct(StringComparer.Ordinal)];
}
