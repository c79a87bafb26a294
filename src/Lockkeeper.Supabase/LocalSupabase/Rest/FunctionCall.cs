using Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;
using Lockkeeper.Supabase.LocalSupabase.Rest.Requests;

namespace Lockkeeper.Supabase.LocalSupabase.Rest;

/// <summary>A call of a function as SQL: arguments by name, read from one JSON object as the types that the schema cache knows.</summary>
internal static class FunctionCall
{
    public static Statement Of(RestFunction function, RowBody body)
    {
        var values = new SqlValues();
        var given = function.Arguments.Where(argument => body.Names.Contains(argument.Name, StringComparer.Ordinal)).ToList();
        var passed = string.Join(", ", given.Select(a => $"{Identifier.Quote(a.Name)} => _a.{Identifier.Quote(a.Name)}"));
        var call = $"{function.Sql}({passed}) as _c";
        var from = given.Count == 0
            ? call
            : $"json_to_record({values.AddJson(body.Json)} -> 0) as _a ({string.Join(", ", given.Select(a => $"{Identifier.Quote(a.Name)} {a.Type}"))}), lateral {call}";
        var value = function.ReturnsRows ? "_r" : "_r._c";
        var result = function.ReturnsSet ? $"coalesce(json_agg({value}), '[]')::text" : $"(json_agg({value}) -> 0)::text";
        return new Statement($"select {result}, count(*), null::bigint from (select _c.* from {from}) as _r", values.All);
    }
}
