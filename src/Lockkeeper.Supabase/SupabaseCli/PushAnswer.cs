using System.Text.Json;
using System.Text.RegularExpressions;

namespace Lockkeeper.Supabase.SupabaseCli;

/// <summary>What <c>db push --output-format=json</c> says. It is a claim: only the database tells what is true.</summary>
public abstract partial record PushAnswer
{
    /// <summary>Reads the answer; null where standard output holds none, as after a crash.</summary>
    public static PushAnswer? Parse(string output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach (var line in output.Split('\n').Reverse().Where(l => l.StartsWith('{')))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                if (Read(json.RootElement) is { } answer)
                    return answer;
            }
            catch (JsonException)
            {
                // Cut off, or no JSON at all: a killed program's last words.
            }
        }

        return null;
    }

    private static PushAnswer? Read(JsonElement root)
    {
        if (root.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            return Failed(Text(error, "code"), Text(error, "message"));
        return root.TryGetProperty("migrations", out var files) && files.ValueKind == JsonValueKind.Array
            ? new Pushed([.. files.EnumerateArray().Where(f => f.ValueKind == JsonValueKind.String).Select(f => f.GetString()!)])
            : null;
    }

    // "ERROR: … (SQLSTATE 42P07)", perhaps a detail and hints, "At statement: 1" (from zero), the statement.
    private static PushError Failed(string code, string message)
    {
        var place = StatementNumber().Match(message);
        var told = (place.Success ? message[..place.Index] : message).Trim();
        var state = SqlStateText().Match(told);
        return new PushError(
            code,
            state.Success ? told.Remove(state.Index, state.Length) : told,
            state.Success ? state.Groups["state"].Value : null,
            int.TryParse(place.Groups["number"].Value, out var number) ? number : null);
    }

    private static string Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    [GeneratedRegex(@"^At statement: (?<number>[0-9]{1,9})\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex StatementNumber();

    [GeneratedRegex(@" ?\(SQLSTATE (?<state>[0-9A-Z]{5})\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SqlStateText();
}

/// <summary>It claims to have applied these files.</summary>
/// <param name="Files">File names; none when it found nothing to do.</param>
public sealed record Pushed(IReadOnlyList<string> Files) : PushAnswer;

/// <summary>It failed.</summary>
/// <param name="Code">The CLI's own name of the failure, such as DbPushApplyError.</param>
/// <param name="Message">Of the server or the CLI, without SQLSTATE and statement.</param>
/// <param name="SqlState">Five characters; null when no server said no.</param>
/// <param name="Statement">Index from zero among the file's statements; one more than there are means the history row.</param>
public sealed record PushError(string Code, string Message, string? SqlState, int? Statement) : PushAnswer
{
    /// <summary>Whether it had begun to apply the file; everything else it says before it changes anything.</summary>
    public bool IsOfTheMigration => Code is "DbPushApplyError";
}
