using Npgsql;

namespace Lockkeeper.Supabase.Tests;

internal static class ConnectionExtensions
{
    // A seed takes seconds, and minutes on a machine that is busy with other tests.
    private const int PatienceInSeconds = 300;

    public static async Task RunAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = PatienceInSeconds };
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> ScalarAsync<T>(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = PatienceInSeconds };
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The first column of all rows.</summary>
    public static async Task<IReadOnlyList<string>> ListAsync(this NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    /// <summary>What PostgREST does before a request of a signed-in person.</summary>
    public static Task ActAsAsync(this NpgsqlConnection connection, Guid user) =>
        connection.RunAsync(
            $$"""
            set role authenticated;
            select set_config('request.jwt.claims', '{"sub":"{{user}}","role":"authenticated","email":"a@example.org"}', false);
            """);
}
