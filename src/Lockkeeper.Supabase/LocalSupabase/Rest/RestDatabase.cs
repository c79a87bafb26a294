using Lockkeeper.Supabase.LocalSupabase.Data;
using Lockkeeper.Supabase.LocalSupabase.Rest.Catalog;

namespace Lockkeeper.Supabase.LocalSupabase.Rest;

/// <summary>What a statement brought.</summary>
/// <param name="Json">The rows; null where none were asked for.</param>
/// <param name="Count">How many rows it read or touched.</param>
/// <param name="Total">How many there are in all; null where nobody counted.</param>
internal sealed record RestResult(string? Json, long Count, long? Total);

/// <summary>Runs the statement of a request as its caller, in one transaction.</summary>
internal sealed class RestDatabase(LocalDatabase database)
{
    /// <param name="caller">Who asks.</param>
    /// <param name="schema">The exposed schema of the request, first in the search path.</param>
    /// <param name="readOnly">Whether the transaction may write.</param>
    /// <param name="statement">What to run.</param>
    /// <param name="check">Throws where the result is not what was asked for; then nothing lasts.</param>
    /// <param name="token">Ends it.</param>
    public async Task<RestResult> RunAsync(
        Caller caller, string schema, bool readOnly, Statement statement, Action<RestResult> check, CancellationToken token)
    {
        var scope = new RequestScope($"{Identifier.Quote(schema)}, public, extensions", readOnly);
        await using var transaction = await database.BeginAsync(caller, scope, token);
        var result = await RunAsync(transaction, statement, token);
        check(result);
        await transaction.CommitAsync(token);
        return result;
    }

    private static async Task<RestResult> RunAsync(LocalTransaction transaction, Statement statement, CancellationToken token)
    {
        await using var command = transaction.Command(statement.Sql, statement.Values);
        if (statement.IsSilent) return new RestResult(Json: null, await command.ExecuteNonQueryAsync(token), Total: null);
        await using var reader = await command.ExecuteReaderAsync(token);
        await reader.ReadAsync(token);
        return new RestResult(
            await reader.IsDBNullAsync(0, token) ? "null" : reader.GetString(0), reader.GetInt64(1), await reader.IsDBNullAsync(2, token) ? null : reader.GetInt64(2));
    }
}
