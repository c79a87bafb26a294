using System.Text;
using System.Text.Json;
using Lockkeeper.Drift;
using Lockkeeper.Evidence;

namespace Lockkeeper.Reports;

/// <summary>How a live target differs from what it should be.</summary>
public static class DriftView
{
    /// <summary>For people: the history first, then the objects in groups.</summary>
    public static string Text(DriftReport report)
    {
        var findings = report.Findings;
        var text = new StringBuilder().AppendLine($"{report.Environment}: {report.Target}").AppendLine($"compared with {Basis(report)}");
        foreach (var line in report.History) text.AppendLine($"  {line}");
        Group(text, Heading(report, "Missing on the target", $"Only on {report.Against}"), [.. findings.Missing.Select(o => new DifferentObject(o, []))]);
        Group(text, Heading(report, "On the target but in no applied migration", $"Only on {report.Environment}"), [.. findings.Extra.Select(o => new DifferentObject(o, []))]);
        Group(text, Heading(report, "Different (expected → found)", $"Different ({report.Against} → {report.Environment})"), findings.Different);
        text.AppendLine();
        foreach (var left in findings.NotCompared) text.AppendLine($"Not compared: {left}");
        return text.Append(findings.None ? "No drift." : $"Drift: {report.Counts}.").ToString();
    }

    /// <summary>For programs.</summary>
    public static string Json(DriftReport report) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("environment", report.Environment);
        JsonText.Target(json, report.Target);
        json.WriteStartObject("comparedWith");
        if (report is { Against: { } environment, Other: { } other }) Other(json, environment, other);
        else json.WriteNumber("appliedMigrations", report.Applied);
        json.WriteEndObject();
        json.WriteBoolean("drift", !report.Findings.None);
        JsonText.Strings(json, "history", report.History);
        JsonText.Strings(json, "missing", report.Findings.Missing);
        JsonText.Strings(json, "extra", report.Findings.Extra);
        json.WriteStartArray("different");
        foreach (var different in report.Findings.Different)
        {
            json.WriteStartObject();
            json.WriteString("object", different.Object);
            JsonText.Strings(json, "differences", different.Differences);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        JsonText.Strings(json, "notCompared", report.Findings.NotCompared);
        json.WriteEndObject();
    });

    private static string Heading(DriftReport report, string replayed, string against) => report.Against is null ? replayed : against;

    private static string Basis(DriftReport report) => report.Against is { } against
        ? $"{against}: {report.Other}"
        : $"what its {report.Applied} applied {(report.Applied == 1 ? "migration implies" : "migrations imply")}, built on a throwaway PostgreSQL {report.Target.ServerMajor}";

    private static void Group(StringBuilder text, string heading, IReadOnlyList<DifferentObject> objects)
    {
        if (objects.Count == 0) return;
        text.AppendLine().AppendLine($"{heading}: {objects.Count}");
        foreach (var different in objects)
        {
            text.AppendLine($"  {different.Object}");
            foreach (var difference in different.Differences) text.AppendLine($"    {difference}");
        }
    }

    private static void Other(Utf8JsonWriter json, string environment, TargetIdentity other)
    {
        json.WriteString("environment", environment);
        JsonText.Target(json, other);
    }
}
