using Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;

namespace Lockkeeper.Supabase.LocalSupabase.Rest.Requests;

/// <summary>Columns that a request names, found in the schema cache.</summary>
internal static class Columns
{
    /// <summary>What every statement calls the table that it is about.</summary>
    public const string Table = "_t";

    /// <exception cref="RestError">The table has no such column.</exception>
    public static string Sql(RestTableInfo table, string column)
    {
        if (table.Has(column)) return $"{Table}.{Identifier.Quote(column)}";
        if (column.Contains("->", StringComparison.Ordinal)) throw RestError.NotInThisStandIn($"A path into JSON ({column})");
        if (column.Contains("::", StringComparison.Ordinal)) throw RestError.NotInThisStandIn($"A cast ({column})");
        throw RestError.NoColumn(table.Name, column);
    }

    /// <summary>The select parameter: <c>*</c>, columns, and <c>alias:column</c>.</summary>
    /// <exception cref="RestError">It embeds, casts or names what is not there.</exception>
    public static string Select(RestTableInfo table, string? select)
    {
        if (string.IsNullOrEmpty(select)) return $"{Table}.*";
        if (select.Contains('(', StringComparison.Ordinal)) throw RestError.NotInThisStandIn($"Embedding or aggregating (select={select})");
        return string.Join(", ", Lists.Split(select).Select(item => One(table, item.Trim())));
    }

    /// <summary>The order parameter, with the keyword; empty where there is none.</summary>
    public static string Order(RestTableInfo table, string? order) =>
        string.IsNullOrEmpty(order) ? "" : $" order by {string.Join(", ", Lists.Split(order).Select(term => OrderTerm(table, term)))}";

    private static string One(RestTableInfo table, string item)
    {
        if (item is "*") return $"{Table}.*";
        if (table.Has(item)) return Sql(table, item);
        var colon = item.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon + 1 < item.Length && item[colon + 1] != ':'
            ? $"{Sql(table, item[(colon + 1)..])} as {Identifier.Quote(Alias(item[..colon]))}"
            : Sql(table, item);
    }

    // The only name in a statement that does not come from the schema cache.
    private static string Alias(string name) => name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        ? name
        : throw RestError.Unreadable($"\"failed to parse select parameter ({name})\"", "The local stand-in takes letters, digits and underscores for an alias.");

    private static string OrderTerm(RestTableInfo table, string term)
    {
        var parts = term.Split('.');
        var words = parts[1..].Select(word => word switch
        {
            "asc" => (Place: 0, Sql: "asc"),
            "desc" => (Place: 0, Sql: "desc"),
            "nullsfirst" => (Place: 1, Sql: "nulls first"),
            "nullslast" => (Place: 1, Sql: "nulls last"),
            _ => throw RestError.Unreadable($"\"failed to parse order ({term})\"", "after a column: asc or desc, then nullsfirst or nullslast"),
        }).OrderBy(word => word.Place);
        return string.Join(' ', words.Select(word => word.Sql).Prepend(Sql(table, parts[0])));
    }
}
