using System.Text;
using System.Text.Json;
using Lockkeeper.Evidence;
using Lockkeeper.Migrations;

namespace Lockkeeper.Reports;

/// <summary>Every version of folder and history, a line each.</summary>
public static class StatusView
{
    /// <summary>For people.</summary>
    public static string Text(TargetIdentity target, DeploymentPlan plan)
    {
        var text = new StringBuilder().AppendLine(target.ToString());
        foreach (var entry in plan.Entries) text.AppendLine($"{Word(entry.State),-12} {entry.DisplayName}{(entry.Note is null ? "" : $"  {entry.Note}")}");
        var counts = plan.Entries.GroupBy(e => e.State).OrderBy(g => g.Key).Select(g => $"{g.Count()} {Word(g.Key)}");
        return text.Append(string.Join(", ", counts)).ToString();
    }

    /// <summary>For programs.</summary>
    public static string Json(TargetIdentity target, DeploymentPlan plan) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        JsonText.Target(json, target);
        json.WriteStartArray("migrations");
        foreach (var entry in plan.Entries)
        {
            json.WriteStartObject();
            json.WriteString("version", entry.Version);
            json.WriteString("name", entry.Migration?.Name ?? entry.Row?.Name);
            json.WriteString("status", JsonNamingPolicy.CamelCase.ConvertName(entry.State.ToString()));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Word(MigrationState state) => state is MigrationState.OutOfOrder ? "out of order" : state.ToString().ToLowerInvariant();
}
