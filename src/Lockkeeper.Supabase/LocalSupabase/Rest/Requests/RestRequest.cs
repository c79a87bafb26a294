using System.Globalization;
using Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Lockkeeper.Supabase.LocalSupabase.Rest.Requests;

/// <summary>What a request's query string and headers ask for.</summary>
internal sealed record RestRequest
{
    private static readonly string[] Foreign = ["text/csv", "application/geo+json", "application/vnd.pgrst.plan"];

    public IReadOnlyList<Filter> Filters { get; private init; } = [];

    public string? Select { get; private init; }

    public string? Order { get; private init; }

    public long? Limit { get; private init; }

    public long Offset { get; private init; }

    /// <summary>The columns that a bulk insert names; null: those of its first row.</summary>
    public IReadOnlyList<string>? BodyColumns { get; private init; }

    /// <summary>What an upsert conflicts on; null: the primary key.</summary>
    public IReadOnlyList<string>? OnConflict { get; private init; }

    public Preferences Prefer { get; private init; } = new(new HeaderDictionary());

    /// <summary>Whether the answer is one object instead of an array.</summary>
    public bool WantsObject { get; private init; }

    /// <exception cref="RestError">Something in it cannot be read or is not here.</exception>
    public static RestRequest Of(HttpRequest http)
    {
        var accept = http.Headers.Accept.ToString();
        if (Foreign.FirstOrDefault(type => accept.Contains(type, StringComparison.OrdinalIgnoreCase)) is { } foreign)
            throw new RestError(406, "PGRST107", $"None of these media types are available: {foreign}");
        var pairs = new List<(string Name, string Value)>();
        foreach (var pair in new QueryStringEnumerable(http.QueryString.Value)) pairs.Add((pair.DecodeName().ToString(), pair.DecodeValue().ToString()));
        string? One(string name) => pairs.Where(p => string.Equals(p.Name, name, StringComparison.Ordinal)).Select(p => p.Value).LastOrDefault();
        var (from, to) = Range(http.Headers.Range.ToString());
        var offset = Number(One("offset"), "offset") ?? from ?? 0;
        return new RestRequest
        {
            Filters = [.. pairs.Where(p => !IsReserved(p.Name)).Select(p => Filter.Parse(p.Name, p.Value))],
            Select = One("select"),
            Order = One("order"),
            Limit = Number(One("limit"), "limit") ?? (to is { } last ? Math.Max(0, last - offset + 1) : null),
            Offset = offset,
            BodyColumns = One("columns") is { } columns ? Lists.Split(columns) : null,
            OnConflict = One("on_conflict") is { } conflict ? Lists.Split(conflict) : null,
            Prefer = new Preferences(http.Headers) is { FillsDefaults: false } prefer ? prefer : throw RestError.NotInThisStandIn("Prefer: missing=default"),
            WantsObject = accept.Contains("application/vnd.pgrst.object", StringComparison.OrdinalIgnoreCase),
        };
    }

    /// <summary>The conditions with the keyword; empty where there are none.</summary>
    public string Where(RestTableInfo table, SqlValues values) =>
        Filters.Count == 0 ? "" : $" where {string.Join(" and ", Filters.Select(filter => filter.Sql(table, values)))}";

    private static bool IsReserved(string name) => name switch
    {
        "select" or "order" or "limit" or "offset" or "columns" or "on_conflict" or "apikey" => true,
        "and" or "or" or "not.and" or "not.or" => throw RestError.NotInThisStandIn($"A logical tree ({name})"),
        _ => false,
    };

    private static long? Number(string? text, string name) =>
        text is null ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw RestError.Unreadable($"\"failed to parse {name} ({text})\"", "a number of rows");

    // Rows, not bytes: "0-9".
    private static (long? From, long? To) Range(string header)
    {
        var parts = header.Split('-');
        if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)) return (null, null);
        return (from, long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var to) ? to : null);
    }
}
