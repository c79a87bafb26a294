using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockkeeper.Postgres.Catalog;
using Npgsql;
using NpgsqlTypes;

namespace Lockkeeper.Postgres.Contracts;

/// <summary>What the server finds wrong with a routine.</summary>
internal sealed record RoutineError(int? Line, string State, string Message);

/// <summary>Has the server check routines, in one round trip.</summary>
internal static class RoutineChecks
{
    private static readonly string CheckSql = EmbeddedSql.Read("Contract.routine_check");

    /// <summary>The errors of every routine that could be checked, by its oid.</summary>
    public static async Task<ILookup<uint, RoutineError?>> AskAsync(NpgsqlConnection connection, IReadOnlyList<RoutineBody> routines, CancellationToken token)
    {
        var questions = Questions(routines);
        return questions.Count == 0 ? Answers("[]") : Answers(await AskAsync(connection, questions.ToJsonString(), token));
    }

    private static JsonArray Questions(IReadOnlyList<RoutineBody> routines)
    {
        var questions = new JsonArray();
        foreach (var routine in routines)
        {
            if (routine.Checks is null) continue;
            foreach (var check in JsonNode.Parse(routine.Checks)!.AsArray())
            {
                var question = check!.DeepClone().AsObject();
                question["oid"] = routine.Oid.ToString(CultureInfo.InvariantCulture);
                question["path"] = routine.SearchPath;
                questions.Add(question);
            }
        }

        return questions;
    }

    private static async Task<string> AskAsync(NpgsqlConnection connection, string questions, CancellationToken token)
    {
        await using var batch = connection.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("savepoint lockkeeper_routines"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "select set_config('lockkeeper.routines', $1, true), set_config('check_function_bodies', 'on', true), set_config('jit', 'off', true)")
        {
            Parameters = { new() { Value = questions, NpgsqlDbType = NpgsqlDbType.Text } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(CheckSql));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select current_setting('lockkeeper.answers')"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("rollback to savepoint lockkeeper_routines"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand("release savepoint lockkeeper_routines"));

        await using var reader = await batch.ExecuteReaderAsync(token);
        await reader.NextResultAsync(token); // the settings
        await reader.ReadAsync(token);
        return reader.GetString(0);
    }

    // A routine without errors has one entry that is null: it was checked.
    private static ILookup<uint, RoutineError?> Answers(string json)
    {
        using var document = JsonDocument.Parse(json);
        var answers =
            from answer in document.RootElement.EnumerateArray()
            let oid = uint.Parse(answer.GetProperty("oid").GetString()!, CultureInfo.InvariantCulture)
            from error in answer.GetProperty("errors").EnumerateArray().Select(Error).DefaultIfEmpty()
            select (Oid: oid, Error: error);
        return answers.ToLookup(a => a.Oid, a => (RoutineError?)a.Error);
    }

    private static RoutineError? Error(JsonElement error) => new RoutineError(
        error.GetProperty("line") is { ValueKind: JsonValueKind.Number } line ? line.GetInt32() : null,
        error.GetProperty("state").GetString() ?? "", error.GetProperty("message").GetString() ?? "");
}
