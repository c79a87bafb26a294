using Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;
using Lockkeeper.Supabase.LocalSupabase.Rest.Requests;

namespace Lockkeeper.Supabase.LocalSupabase.Rest;

/// <summary>A statement with its values. Its only row: the rows as a JSON array, how many they are, how many there are in all or NULL.</summary>
internal sealed record Statement(string Sql, IReadOnlyList<object?> Values)
{
    /// <summary>Whether it gives no row, and only a number of rows touched.</summary>
    public bool IsSilent { get; init; }
}

/// <summary>Requests on a table as SQL: identifiers from the schema cache, values as parameters.</summary>
internal static class Statements
{
    private const string T = Columns.Table;

    public static Statement Select(RestTableInfo table, RestRequest request)
    {
        var values = new SqlValues();
        var where = request.Where(table, values);
        var page = request.Limit is { } limit ? $" limit {values.Add(limit)}" : "";
        if (request.Offset > 0) page += $" offset {values.Add(request.Offset)}";
        var total = request.Prefer.Count ? $"(select count(*) from {table.Sql} as {T}{where})" : "null::bigint";
        var rows = $"select {Columns.Select(table, request.Select)} from {table.Sql} as {T}{where}{Columns.Order(table, request.Order)}{page}";
        return new Statement($"with _rows as ({rows}) select {Rows}, count(*), {total} from _rows", values.All);
    }

    public static Statement Insert(RestTableInfo table, RestRequest request, RowBody body)
    {
        var values = new SqlValues();
        var columns = string.Join(", ", body.Columns(table));
        var target = columns.Length > 0 ? $" ({columns})" : "";
        var rows = $"json_populate_recordset(null::{table.Sql}, {values.AddJson(body.Json)}) as _b";
        return Write($"insert into {table.Sql} as {T}{target} select {columns} from {rows}{Conflict(table, request, body)}", table, request, values);
    }

    public static Statement Update(RestTableInfo table, RestRequest request, RowBody body)
    {
        var values = new SqlValues();
        RequireFilter(request, "UPDATE");
        var set = string.Join(", ", body.Columns(table).Select(column => $"{column} = _b.{column}"));
        var row = $"json_populate_record(null::{table.Sql}, {values.AddJson(body.Json)} -> 0) as _b";
        return Write($"update {table.Sql} as {T} set {set} from {row}{request.Where(table, values)}", table, request, values);
    }

    public static Statement Delete(RestTableInfo table, RestRequest request)
    {
        var values = new SqlValues();
        RequireFilter(request, "DELETE");
        return Write($"delete from {table.Sql} as {T}{request.Where(table, values)}", table, request, values);
    }

    private static string Rows => "coalesce(json_agg(_rows), '[]')::text";

    // RETURNING asks for the right to read and for policies that let the rows be seen: only where they are wanted.
    private static Statement Write(string sql, RestTableInfo table, RestRequest request, SqlValues values) => request.Prefer.Representation
        ? new Statement($"with _rows as ({sql} returning {Columns.Select(table, request.Select)}) select {Rows}, count(*), count(*) from _rows", values.All)
        : new Statement(sql, values.All) { IsSilent = true };

    private static string Conflict(RestTableInfo table, RestRequest request, RowBody body)
    {
        if (!request.Prefer.Merges && !request.Prefer.Ignores) return "";
        var key = request.OnConflict ?? table.PrimaryKey;
        if (key.Count == 0) return "";
        var unknown = key.FirstOrDefault(column => !table.Has(column));
        if (unknown is not null) throw RestError.NoColumn(table.Name, unknown);
        var set = body.Columns(table).Select(column => $"{column} = excluded.{column}").ToList();
        var action = request.Prefer.Ignores || set.Count == 0 ? "nothing" : $"update set {string.Join(", ", set)}";
        return $" on conflict ({Identifier.Quote(key)}) do {action}";
    }

    // The platform loads a module that refuses these for its API.
    private static void RequireFilter(RestRequest request, string verb)
    {
        if (request.Limit is not null || request.Offset > 0) throw RestError.NotInThisStandIn($"{verb} with a limit");
        if (request.Filters.Count == 0) throw new RestError(400, "21000", $"{verb} requires a WHERE clause");
    }
}
