using Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;

namespace Lockkeeper.Supabase.LocalSupabase.Rest.Requests;

/// <summary>A condition on a column, such as <c>id=eq.5</c> or <c>state=not.in.(a,b)</c>.</summary>
internal sealed record Filter(string Column, bool Negated, string Operator, string Value)
{
    private static readonly Dictionary<string, string> Comparisons = new(StringComparer.Ordinal)
    {
        ["eq"] = "=",
        ["neq"] = "<>",
        ["gt"] = ">",
        ["gte"] = ">=",
        ["lt"] = "<",
        ["lte"] = "<=",
        ["like"] = "like",
        ["ilike"] = "ilike",
    };

    private static readonly Dictionary<string, string> States = new(StringComparer.OrdinalIgnoreCase)
    {
        ["null"] = "null",
        ["not_null"] = "not null",
        ["true"] = "true",
        ["false"] = "false",
        ["unknown"] = "unknown",
    };

    /// <exception cref="RestError">It is no filter, or of a kind that is not here.</exception>
    public static Filter Parse(string column, string text)
    {
        var negated = text.StartsWith("not.", StringComparison.Ordinal);
        var rest = negated ? text["not.".Length..] : text;
        var dot = rest.IndexOf('.', StringComparison.Ordinal);
        var (name, value) = dot < 0 ? (rest, "") : (rest[..dot], rest[(dot + 1)..]);
        var isRight = name switch
        {
            "in" => value is ['(', .., ')'],
            "is" => States.ContainsKey(value),
            _ => Comparisons.ContainsKey(name),
        };
        return dot > 0 && isRight
            ? new Filter(column, negated, name, value)
            : throw RestError.Unreadable($"\"failed to parse filter ({text})\"", "The local stand-in knows eq, neq, gt, gte, lt, lte, like, ilike, is, in and not.");
    }

    public string Sql(RestTableInfo table, SqlValues values)
    {
        var column = Columns.Sql(table, Column);
        var condition = Operator switch
        {
            "is" => $"{column} is {States[Value]}",
            "in" => In(column, values),
            "like" or "ilike" => $"{column} {Comparisons[Operator]} {values.Add(Value.Replace('*', '%'))}",
            _ => $"{column} {Comparisons[Operator]} {values.Add(Value)}",
        };
        return Negated ? $"not ({condition})" : condition;
    }

    private string In(string column, SqlValues values)
    {
        var items = Lists.Split(Value[1..^1]);
        return items.Count == 0 ? "false" : $"{column} in ({string.Join(", ", items.Select(values.Add))})";
    }
}
