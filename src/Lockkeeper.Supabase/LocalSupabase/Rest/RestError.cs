using System.Text.Json.Nodes;
using Lockkeeper.Supabase.LocalSupabase.Data;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Lockkeeper.Supabase.LocalSupabase.Rest;

/// <summary>A refusal in PostgREST's words: its own code (PGRST…) or the server's SQLSTATE.</summary>
internal sealed class RestError(int status, string code, string message, string? details = null, string? hint = null) : Exception(message)
{
    /// <summary>A query string that says nothing.</summary>
    public static RestError Unreadable(string what, string details) => new(400, "PGRST100", what, details);

    /// <summary>What the real one can do.</summary>
    public static RestError NotInThisStandIn(string what) => Unreadable(
        $"{what} is not in the local stand-in of PostgREST", "It is for rehearsals: columns, filters, order, limit, writes and functions of one table at a time.");

    public static RestError BadBody(string message) => new(400, "PGRST102", message);

    public static RestError NoTable(string schema, string name) => new(404, "PGRST205", $"Could not find the table '{schema}.{name}' in the schema cache");

    public static RestError NoBodyColumn(string table, string column) => new(400, "PGRST204", $"Could not find the '{column}' column of '{table}' in the schema cache");

    public static RestError NoColumn(string table, string column) => new(400, "42703", $"column {table}.{column} does not exist");

    public static RestError NoSchemaCache => new(503, "PGRST002", "Could not query the database for the schema cache. Retrying.");

    /// <summary>What the database's failure is as an answer.</summary>
    /// <param name="e">Of the server, or of the connection to it.</param>
    /// <param name="role">The caller's: whoever is not logged in is asked to do so.</param>
    public static RestError Of(Exception e, string role) => e switch
    {
        DatabaseUnavailable => new RestError(503, "PGRST000", "Database connection error. Retrying the connection.", e.InnerException?.Message),
        PostgresException said => new RestError(SqlStateStatus.Of(said.SqlState, role), said.SqlState, said.MessageText, said.Detail, said.Hint),
        _ => new RestError(503, "PGRST001", "Database client error. Retrying the connection.", e.Message),
    };

    public Task AnswerAsync(HttpContext context)
    {
        var body = new JsonObject { ["code"] = code, ["details"] = details, ["hint"] = hint, ["message"] = Message };
        return Gateway.AnswerAsync(context, status, body);
    }
}
