using System.Text.Json;
using Lockkeeper.Evidence;
using Lockkeeper.Migrations;

namespace Lockkeeper.Reports;

/// <summary>Rows of the history before and after a correction.</summary>
public static class RepairView
{
    /// <summary>For people: three lines a row.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<HistoryChange> changes)
    {
        foreach (var change in changes)
        {
            yield return change.DisplayName;
            yield return $"    before: {Row(change.Before)}";
            yield return HistoryChange.AreSame(change.Before, change.After) ? "    after:  the same" : $"    after:  {Row(change.After)}{Different(change)}";
        }
    }

    /// <summary>For programs.</summary>
    public static string Json(TargetIdentity target, IReadOnlyList<HistoryChange> changes) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        JsonText.Target(json, target);
        json.WriteStartArray("changes");
        foreach (var change in changes)
        {
            json.WriteStartObject();
            json.WriteString("version", change.Version);
            json.WriteBoolean("changed", !HistoryChange.AreSame(change.Before, change.After));
            Row(json, "before", change.Before);
            Row(json, "after", change.After);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Row(HistoryRow? row) => row switch
    {
        null => "not in the history",
        { Statements: null } => $"applied{Named(row)}, statements unknown",
        { Statements.Count: var count } => $"applied{Named(row)}, {count} {(count == 1 ? "statement" : "statements")}",
    };

    private static string Named(HistoryRow row) => row.Name is { Length: > 0 } name ? $" as {name}" : "";

    // The first statement that is recorded otherwise: enough to see whether it is the edit that was meant.
    private static string Different(HistoryChange change)
    {
        if (change is not { Before.Statements: { } before, After.Statements: { } after }) return "";
        var same = before.Zip(after).TakeWhile(pair => string.Equals(pair.First, pair.Second, StringComparison.Ordinal)).Count();
        return same == before.Count && same == after.Count
            ? ""
            : $"; statement {same + 1}: {Excerpt.Of(before.ElementAtOrDefault(same) ?? "nothing")} -> {Excerpt.Of(after.ElementAtOrDefault(same) ?? "nothing")}";
    }

    private static void Row(Utf8JsonWriter json, string name, HistoryRow? row)
    {
        if (row is null)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        json.WriteString("name", row.Name);
        if (row.Statements is { } statements) JsonText.Strings(json, "statements", statements);
        else json.WriteNull("statements");
        json.WriteEndObject();
    }
}
